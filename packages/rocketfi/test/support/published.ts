import type { RocketfiKind, RocketfiPublished, RocketfiSimulator } from '@venuewire/simulator';

import { account, instrument, kinds } from '../fixtures/examples.ts';

/** How a reader is told of it, by a reading of the reference that is not the package's own. */
function told({ type, data }: RocketfiPublished): readonly unknown[] {
  const content = plain(data);
  switch (type) {
    case 'CandleUpdate':
      return [{ candles: [{ ...content.candle, slot: String(content.candle.slot) }] }];
    case 'TickerUpdate':
      return [{ ...content, ticker: named(content.ticker) }];
    case 'MarkPriceUpdate':
    case 'AssetMarkPriceUpdate':
      return [{ ...content, markPrice: inside(content.markPrice) }];
    case 'OrderEventUpdate':
      return content.orderEvents.map((event: { eventData: unknown }) => ({
        ...event,
        eventData: inside(event.eventData),
      }));
    default:
      return [content];
  }
}

/** The same, with the digits of its bigints. */
function plain(data: unknown) {
  const text = JSON.stringify(data, (_name, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  return JSON.parse(text);
}

/** Whose events they were, oldest first. */
export function orderIdsAt(venue: RocketfiSimulator): string[] {
  return venue.orderEvents(account).map((event) => plain(event).orderId);
}

function inside(variant: unknown): object {
  if (typeof variant === 'string') return { type: variant };
  const [[type, fields] = ['', {}]] = Object.entries(Object(variant));
  return { type, ...Object(fields) };
}

const letters: Readonly<Record<string, string>> = {
  t: 'timestamp',
  A: 'askSize',
  a: 'askPrice',
  B: 'bidSize',
  b: 'bidPrice',
  I: 'markPrice',
  M: 'midPrice',
  V: 'iv',
  D: 'delta',
  G: 'gamma',
  H: 'theta',
  e: 'vega',
  R: 'rho',
};

function named(ticker: object): object {
  return Object.fromEntries(
    Object.entries(ticker).map(([letter, value]) => [letters[letter], value]),
  );
}

/** All that the venue has said to who asked for a kind as its example has it. */
export function saidTo(venue: RocketfiSimulator, kind: RocketfiKind): unknown[] {
  const wanted = Object.entries(JSON.parse(kinds[kind])[kind]);
  return venue.published
    .filter(
      ({ kind: published, subject }) =>
        published === kind && wanted.every(([name, value]) => Reflect.get(subject, name) === value),
    )
    .flatMap(told);
}

/** Everything that can happen at a venue happens once, to the instrument and the account of the examples. */
export function day(venue: RocketfiSimulator): void {
  const order = { instrumentId: instrument, side: 'Buy', quantity: '0.1' } as const;
  const mark = Number(venue.markPrice(instrument));
  const { orderId } = venue.placeOrder(account, { ...order, price: String(mark / 2) });
  venue.modifyOrder(account, orderId, { price: String(mark / 4), quantity: '0.2' });
  venue.cancelOrder(account, orderId);
  venue.placeOrder(account, { ...order, price: String(mark / 5) });
  venue.placeOrder(account, order);
  venue.faults.rejectOrders('selfTradePrevention');
  venue.placeOrder(account, order);
  venue.publishMarkPrice(instrument, String(mark + 1));
  venue.publishAssetPrice(0, '1.0001');
  venue.publishTrade(instrument, { size: '0.05' });
  venue.publishFunding(instrument, { rate: '0.0001' });
  venue.publishStats(instrument);
  venue.deposit(account, '5');
  venue.step();
}
