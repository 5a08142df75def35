import { outpoll } from '@venuewire/outpoll';
import { outpollSimulator, type OutpollSimulator } from '@venuewire/simulator';

import { playDemo } from '../demo.ts';
import { placeOf, type Published } from '../ledger.ts';
import type { DemoOptions, Source } from '../source.ts';
import { channelsOf, noticeKey, tradeKey, venue as name } from './channels.ts';

/** A simulated Outpoll: states that are sent again, notices that REST makes good, trades that nobody keeps. */
export async function demoSource(options: DemoOptions): Promise<Source> {
  const { seed, beat, draws, announce } = options;
  const venue = await outpollSimulator({ seed });
  const [event] = venue.events;
  const [outcome] = event?.outcomes ?? [];
  if (!event || !outcome) throw new TypeError('The simulated market has no event.');
  const client = outpoll({
    credentials: { apiKey: venue.key, secret: venue.secret },
    urls: venue.urls,
    restUrls: venue.restUrls,
    // By default a venue that stays away is asked ever more rarely, up to 10 s apart: too long for a demo.
    timing: { backoffCap: beat },
  });
  const watched = { eventId: event.id, outcomeId: outcome.id, hasAccount: true };
  const channels = channelsOf(client, watched, draws);
  const demo = {
    title: 'Outpoll',
    venue,
    beat,
    beatsBefore: 6,
    announce,
    isSubscribed: ({ connections }: OutpollSimulator) => connections.length === channels.length,
    publish: () => venue.step(),
    restart: (milliseconds: number) => venue.faults.restart(milliseconds),
  };
  return {
    venue: name,
    introduction: `Outpoll (${venue.urls.orderBook}): "${event.title}", "${outcome.title}", and an account's balances and orders.`,
    client,
    channels,
    play: (signal) => playDemo(demo, signal),
    published: () => publishedBy(venue),
    async [Symbol.asyncDispose]() {
      await client.close();
      await venue.close();
    },
  };
}

/** By what stands in the messages, as the venue numbers and names none. */
function publishedBy({ published }: OutpollSimulator): Published {
  const of = (endpoint: string, key: (data: unknown, type: string) => string): string[] =>
    published.filter((one) => one.endpoint === endpoint).map(({ data, type }) => key(data, type));
  const whole = (data: unknown): string => JSON.stringify(data);
  const channels = {
    orderBook: of('orderBook', whole),
    chanceHistory: of('chanceHistory', whole),
    balances: of('balanceUpdates', whole),
    lastTrades: of('lastTrades', (payload) => tradeKey({ payload })),
    orderUpdates: of('orderUpdates', (data, type) =>
      noticeKey({ type, orderId: fieldOf(data, 'i'), status: fieldOf(data, 's') }),
    ),
  };
  return new Map(
    Object.entries(channels).map(([channel, keys]) => [
      placeOf({ venue: name, name: channel }),
      keys,
    ]),
  );
}

function fieldOf(data: unknown, field: string): string {
  const fields = typeof data === 'object' && data !== null ? Object.entries(data) : [];
  return String(new Map<string, unknown>(fields).get(field));
}
