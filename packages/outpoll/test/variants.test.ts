import { defaultOutpollVariants, type OutpollVariants } from '@venuewire/simulator';
import { describe, expect, it } from 'vitest';

import { quickBackoff } from '../../core/test/venue-suite/faults.ts';
import { Reader } from '../../core/test/venue-suite/reader.ts';
import type { SuiteStream } from '../../core/test/venue-suite/stage.ts';
import { stage } from './support/stage.ts';

/**
 * All that the pages leave open, each with the values that are not the simulator's default; none where the variant has
 * tests of its own.
 */
const alternatives: { [Name in keyof OutpollVariants]: readonly OutpollVariants[Name][] } = {
  typeCase: ['lower', 'upper'],
  errorText: ['r', 'd.error'],
  ackData: ['string', 'object'],
  outcomes: ['string', 'array'],
  emptyFields: ['absent', 'null'],
  // order-book.test.ts, chance-history.test.ts: only data makes such a subscription live.
  subscribeAck: [],
  unsubscribeAck: ['absent'],
  activityAck: ['sent'],
  snapshot: ['subscribed'],
  deltaRows: ['partial'],
  emptySide: ['absent'],
  chanceAck: ['before-probability'],
  balanceDelta: ['wrapped'],
  cashCost: ['null'],
  tpslEmpty: ['absent'],
  activityTopic: ['payload', 'absent'],
  lastTradeEnvelope: ['absent'],
  // feeds.test.ts
  lastTradePayload: [],
  afterAuthError: ['closed'],
  pings: ['everywhere'],
  // Who must answer is in ping.test.ts.
  pong: ['ignored'],
  extraFields: ['sent'],
  unknownMessages: ['sent'],
  retryAfter: ['sent'],
  restHosts: ['gateway'],
};

const single = Object.entries(alternatives).flatMap(([name, values]) =>
  values.map((value) => [`${name}: ${value}`, { [name]: value }] as const),
);

function together(which: number): Partial<OutpollVariants> {
  const entries = Object.entries(alternatives).filter(([, values]) => values.length > 0);
  return Object.fromEntries(entries.map(([name, values]) => [name, values.at(which)]));
}

const table: readonly (readonly [string, Partial<OutpollVariants>])[] = [
  ['the defaults', {}],
  ...single,
  ['all at once', together(-1)],
  ['all at once, the other way', together(0)],
];

interface Witness {
  readonly stream: SuiteStream;
  readonly reader: Reader;
}

/** Until the stream has told what happened last, or is as it is at the venue. */
async function caughtUp({ stream, reader }: Witness): Promise<void> {
  const { log, state, channel } = stream;
  const last = log?.happened().at(-1);
  const isTold = (): boolean =>
    log
      ? reader.events.some((item) => log.told(item) === last)
      : JSON.stringify(state?.shown(reader.state())) === JSON.stringify(state?.truth());
  await reader.until(isTold, { what: channel.name });
}

describe('whatever the venue does where its pages leave it open', () => {
  it('every variant of the simulator is in the table', () => {
    expect(Object.keys(alternatives)).toEqual(Object.keys(defaultOutpollVariants));
  });

  it.each(table)('every stream is right before and after a break (%s)', async (_name, variants) => {
    await using one = await stage({
      timing: { ...quickBackoff, acknowledge: 100, unsubscribe: 50 },
      venue: { variants, pingMs: 200 },
    });
    const witnesses = one.streams.map((stream) => ({ stream, reader: new Reader(stream.read()) }));
    for (const { reader } of witnesses) await reader.live();
    for (const { stream } of witnesses) stream.publish();
    for (const witness of witnesses) await caughtUp(witness);
    one.faults.drop();
    for (const { stream, reader } of witnesses)
      await reader.until(({ isLive, gaps }) => isLive && gaps.length === 1, {
        what: `${stream.channel.name} after the break`,
      });
    for (const { stream } of witnesses) stream.publish();
    for (const witness of witnesses) await caughtUp(witness);
    for (const { stream, reader } of witnesses) {
      expect(reader.gaps, stream.channel.name).toMatchObject([{ reason: 'disconnect' }]);
      await reader[Symbol.asyncDispose]();
    }
    expect(one.client.health().counters.invalid).toBe(0);
  });
});
