import { collective2Simulator, type Collective2Simulator } from '@venuewire/simulator';

import { positionChannel, signalChannel } from './channels.ts';
import type { Published } from './ledger.ts';
import type { DemoOptions } from './options.ts';
import { untilAborted, type Venue } from './venue.ts';

const [first, second] = [101, 202] as const;
const strategyIds = [first, second];

interface Demo {
  readonly venue: Collective2Simulator;
  /** Milliseconds between two signals, by which everything else is measured. */
  readonly beat: number;
  readonly announce: (text: string) => void;
}

/** A simulated Collective2 in this process, which loses its connection at the fifth beat. */
export async function demoVenue(
  { seed, replay }: DemoOptions,
  seconds: number | undefined,
  announce: (text: string) => void,
): Promise<Venue> {
  // Fifteen beats show everything: a shorter run beats faster.
  const beat = Math.max(100, Math.min(1000, ((seconds ?? 15) * 1000) / 15));
  const venue = await collective2Simulator({
    seed,
    strategies: strategyIds,
    // Marks of replayed signals are exact so: in whole seconds, a live one can be as old as the acknowledgement.
    variants: { timestampPrecision: 'milliseconds' },
    ...(replay ? {} : { replayLimit: 0 }),
  });
  const demo = { venue, beat, announce };
  return {
    introduction:
      `Collective2, simulated on this machine (${venue.url}): signals and positions of strategies ${first} and ${second}.\n` +
      'After some seconds the demo cuts the connection. At the end (Ctrl-C) it counts what was lost and what came twice.\n',
    client: {
      apiKey: venue.key,
      url: venue.url,
      restUrl: venue.restUrl,
      // By default a venue that stays away is asked ever more rarely, up to 10 s apart: too long for a demo.
      timing: { backoffCap: beat },
    },
    strategyIds,
    play: (signal) => play(demo, signal),
    published: () => publishedBy(venue),
    [Symbol.asyncDispose]: () => venue.close(),
  };
}

async function play(demo: Demo, signal: AbortSignal): Promise<void> {
  const act = async (publishing: readonly number[], times: number): Promise<void> => {
    await Promise.race([demo.venue.until(isSubscribed), untilAborted(signal)]);
    const steps = [
      { every: demo.beat, times, do: () => publish(demo.venue, publishing) },
      { after: demo.beat, do: () => cut(demo, publishing) },
    ];
    await demo.venue.play(steps, { signal });
  };
  // The second strategy is quiet until the first cut is over: it then has no signal to resume from.
  await act([first], 4);
  while (!signal.aborted) await act(strategyIds, 25);
}

function isSubscribed({ connections }: Collective2Simulator): boolean {
  const channels = 2 * strategyIds.length;
  return connections.some(({ subscriptions }) => subscriptions.length === channels);
}

/** The venue goes away and comes back, and publishes all the while. */
async function cut({ venue, beat, announce }: Demo, ids: readonly number[]): Promise<void> {
  const [away, times] = [3 * beat, 4];
  const who = ids.length === 1 ? `strategy ${ids.join()} publishes` : 'the strategies publish';
  announce(
    `The demo cuts the connection now. For ${away / 1000} s nobody can connect; ` +
      `${who} ${times} signals meanwhile.`,
  );
  const meanwhile = [{ every: away / (times + 1), times, do: () => publish(venue, ids) }];
  await Promise.all([venue.faults.restart(away), venue.play(meanwhile)]);
  announce('The venue can be reached again.');
}

/** A signal of whose turn it is, and the positions if it changed them. */
function publish(venue: Collective2Simulator, ids: readonly number[]): void {
  const strategyId = ids[venue.published.length % ids.length] ?? first;
  const { payload } = venue.publishSignal(strategyId);
  if (payload['order_status'] === '2') venue.publishPositions(strategyId);
}

/** By the ids that items bear: the venue's number of a signal, and its name of any other message. */
function publishedBy(venue: Collective2Simulator): Published {
  const ids = new Map<string, string[]>();
  const add = (channel: string, id: string | number): void => {
    const known = ids.get(channel) ?? [];
    known.push(`collective2:${channel}:${id}`);
    ids.set(channel, known);
  };
  for (const { strategyId, seqId } of venue.published) add(signalChannel(strategyId), seqId);
  for (const { strategyId, id } of venue.publishedPositions) add(positionChannel(strategyId), id);
  return ids;
}
