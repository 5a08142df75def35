import { rocketfi } from '@venuewire/rocketfi';
import { rocketfiSimulator, type RocketfiSimulator } from '@venuewire/simulator';

import { playDemo } from '../demo.ts';
import { placeOf, type Published } from '../ledger.ts';
import type { DemoOptions, Source } from '../source.ts';
import { channelsOf, venue as name } from './channels.ts';

/** A simulated RocketFi: books that are whole in each message, orders and collateral that REST makes good. */
export async function demoSource(options: DemoOptions): Promise<Source> {
  const { seed, beat, announce } = options;
  const venue = await rocketfiSimulator({ seed });
  const [instrument] = venue.instruments;
  const [account] = venue.accounts;
  if (!instrument || account === undefined) throw new TypeError('The simulated market is empty.');
  const client = rocketfi({
    url: venue.url,
    restUrl: venue.restUrl,
    // By default a venue that stays away is asked ever more rarely, up to 10 s apart: too long for a demo.
    timing: { backoffCap: beat },
  });
  const channels = channelsOf(client, { instrumentId: instrument.id, account });
  const demo = {
    title: 'RocketFi',
    venue,
    beat,
    beatsBefore: 8,
    announce,
    isSubscribed: ({ connections }: RocketfiSimulator) =>
      connections.some(({ subscriptions }) => subscriptions.length === channels.length),
    publish: () => beatOf(venue, instrument.id, account),
    restart: (milliseconds: number) => venue.faults.restart(milliseconds),
  };
  return {
    venue: name,
    introduction: `RocketFi (${venue.url}): ${instrument.ticker}, and an account's orders and collateral.`,
    client,
    channels,
    play: (signal) => playDemo(demo, signal),
    published: () => publishedBy(venue, instrument.id, account),
    async [Symbol.asyncDispose]() {
      await client.close();
      await venue.close();
    },
  };
}

/** The market moves, and the account asks to buy a little below it. */
function beatOf(venue: RocketfiSimulator, instrumentId: string, account: string): void {
  venue.step();
  const price = String(Math.floor(Number(venue.markPrice(instrumentId)) * 0.999));
  venue.placeOrder(account, { instrumentId, side: 'Buy', price, quantity: '0.01' });
}

function publishedBy(venue: RocketfiSimulator, instrumentId: string, account: string): Published {
  const states = (kind: string, subject: object): string[] =>
    venue.published
      .filter((one) => one.kind === kind && Object.entries(subject).every(isIn(one.subject)))
      .map(({ at }, index) => `${at} ${index}`);
  const channels = {
    Orderbook: states('Orderbook', { instrumentId }),
    PriceFeed: states('PriceFeed', { instrumentId }),
    OrderEvents: venue.orderEvents(account).map(keyOf),
    OpenOrders: states('OpenOrders', { account }),
    Collateral: states('Collateral', { account, assetId: 0 }),
  };
  return new Map(
    Object.entries(channels).map(([channel, keys]) => [
      placeOf({ venue: name, name: channel }),
      keys,
    ]),
  );
}

function isIn(subject: object): (field: [string, unknown]) => boolean {
  const fields = new Map<string, unknown>(Object.entries(subject));
  return ([field, value]) => fields.get(field) === value;
}

/** Of an event as the venue writes it: `{"placed":{…}}`, or `"canceled"`. */
function keyOf(event: object): string {
  const { orderId, eventData } = { orderId: '', eventData: '' as unknown, ...event };
  const [type, content]: readonly unknown[] =
    typeof eventData === 'object' && eventData !== null
      ? (Object.entries(eventData)[0] ?? [])
      : [eventData];
  const fields = new Map<string, unknown>(Object.entries(Object(content)));
  const details = ['timestamp', 'size', 'remaining_size'].map((field) => fields.get(field));
  return [orderId, type, ...details].map(String).join(' ');
}
