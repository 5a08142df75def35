import { defaultOutpollVariants, type OutpollVariants } from '@venuewire/simulator';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { stage } from './support/stage.ts';

/** All that the pages leave open, each with the values that are not the simulator's default. */
const alternatives: { [Name in keyof OutpollVariants]: readonly OutpollVariants[Name][] } = {
  typeCase: ['lower', 'upper'],
  errorText: ['r', 'd.error'],
  ackData: ['string', 'object'],
  outcomes: ['string', 'array'],
  emptyFields: ['absent', 'null'],
  subscribeAck: ['absent'],
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
  lastTradePayload: ['array'],
  afterAuthError: ['closed'],
  pings: ['everywhere'],
  pong: ['ignored', 'required'],
  extraFields: ['sent'],
  unknownMessages: ['sent'],
  retryAfter: ['sent'],
  restHosts: ['gateway'],
};

/** A last trade that is no single object: its test is in feeds.test.ts. */
const untold: Partial<OutpollVariants> = { lastTradePayload: 'object' };

const single = Object.entries(alternatives).flatMap(([name, values]) =>
  values.map((value) => [`${name}: ${value}`, { [name]: value }] as const),
);
const together = (which: number): Partial<OutpollVariants> =>
  Object.fromEntries(
    Object.entries(alternatives).map(([name, values]) => [name, values.at(which)]),
  );

const table: readonly (readonly [string, Partial<OutpollVariants>])[] = [
  ['the defaults', {}],
  ...single,
  ['all at once', { ...together(-1), ...untold, subscribeAck: 'sent' }],
  ['all at once, the other way', { ...together(0), ...untold, subscribeAck: 'sent' }],
];

describe('whatever the venue does where its pages leave it open', () => {
  it('every variant of the simulator is in the table', () => {
    expect(Object.keys(alternatives)).toEqual(Object.keys(defaultOutpollVariants));
  });

  it.each(table)('every stream is right before and after a break (%s)', async (_name, variants) => {
    await using one = await stage({
      timing: { backoffBase: 10, backoffCap: 50, acknowledge: 100, unsubscribe: 50 },
      venue: { variants: { ...variants, ...untold }, pingMs: 200 },
    });
    const witnesses = one.streams.map((stream) => ({
      stream,
      reader: new Reader(stream.read()),
    }));
    /** Until each stream has told what happened last, or is as it is at the venue. */
    const told = async (): Promise<void> => {
      for (const { stream } of witnesses) stream.publish();
      for (const { stream, reader } of witnesses) {
        const { log, state, channel } = stream;
        const last = log?.happened().at(-1);
        const holds = (): boolean =>
          log
            ? reader.events.some((item) => log.told(item) === last)
            : JSON.stringify(state?.shown(reader.state())) === JSON.stringify(state?.truth());
        await reader.until(holds, { what: channel.name });
      }
    };
    // A book whose subscription is not acknowledged is live with its first message.
    if (variants.subscribeAck === 'absent')
      await one.until(() => one.openConnections() === witnesses.length);
    else for (const { reader } of witnesses) await reader.live();
    await told();
    for (const { reader } of witnesses) await reader.live();
    one.faults.drop();
    for (const { stream, reader } of witnesses)
      await reader.until(
        ({ isLive, gaps }) => {
          if (variants.subscribeAck === 'absent' && gaps.length === 0) stream.publish();
          return isLive && gaps.length === 1;
        },
        { what: `${stream.channel.name} after the break` },
      );
    await told();
    for (const { stream, reader } of witnesses) {
      expect(
        reader.gaps.map(({ reason }) => reason),
        stream.channel.name,
      ).toEqual(['disconnect']);
      await reader[Symbol.asyncDispose]();
    }
    expect(one.client.health().counters.invalid).toBe(0);
  });
});
