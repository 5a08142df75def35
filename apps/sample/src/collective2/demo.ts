import { collective2 } from '@venuewire/collective2';
import { collective2Simulator, type Collective2Simulator } from '@venuewire/simulator';

import { playDemo } from '../demo.ts';
import { placeOf, type Published } from '../ledger.ts';
import type { DemoOptions, Source } from '../source.ts';
import { channelsOf, positionChannel, signalChannel, venue as name } from './channels.ts';

const [first, second] = [101, 202] as const;
const strategyIds = [first, second];

/** A simulated Collective2: signals that are replayed, positions that are fetched. */
export async function demoSource(options: DemoOptions): Promise<Source> {
  const { seed, replay, beat, announce } = options;
  const venue = await collective2Simulator({
    seed,
    strategies: strategyIds,
    // Marks of replayed signals are exact so: in whole seconds, a live one can be as old as the acknowledgement.
    variants: { timestampPrecision: 'milliseconds' },
    ...(replay ? {} : { replayLimit: 0 }),
  });
  const client = collective2({
    apiKey: venue.key,
    url: venue.url,
    restUrl: venue.restUrl,
    // By default a venue that stays away is asked ever more rarely, up to 10 s apart: too long for a demo.
    timing: { backoffCap: beat },
  });
  const demo = {
    title: 'Collective2',
    venue,
    beat,
    beatsBefore: 4,
    announce,
    isSubscribed,
    // The second strategy is quiet until the first cut is over: it then has no signal to resume from.
    publish: (isFirst: boolean) => publish(venue, isFirst ? [first] : strategyIds),
    restart: (milliseconds: number) => venue.faults.restart(milliseconds),
  };
  return {
    venue: name,
    introduction: `Collective2 (${venue.url}): signals and positions of strategies ${first} and ${second}.`,
    client,
    channels: channelsOf(client, strategyIds),
    play: (signal) => playDemo(demo, signal),
    published: () => publishedBy(venue),
    async [Symbol.asyncDispose]() {
      await client.close();
      await venue.close();
    },
  };
}

function isSubscribed({ connections }: Collective2Simulator): boolean {
  const channels = 2 * strategyIds.length;
  return connections.some(({ subscriptions }) => subscriptions.length === channels);
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
    const place = placeOf({ venue: name, name: channel });
    const known = ids.get(place) ?? [];
    known.push(`${name}:${channel}:${id}`);
    ids.set(place, known);
  };
  for (const { strategyId, seqId } of venue.published) add(signalChannel(strategyId), seqId);
  for (const { strategyId, id } of venue.publishedPositions) add(positionChannel(strategyId), id);
  return ids;
}
