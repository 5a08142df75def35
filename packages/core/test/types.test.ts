import { describe, expect, expectTypeOf, test } from 'vitest';

import type {
  AnyItem,
  Channel,
  CursorStore,
  DataItem,
  GapItem,
  Item,
  StatusItem,
  Subscription,
  VenuewireError,
} from '../src/index.ts';
import type { fileCursor } from '../src/node/index.ts';
import { trades, type Rows, type TopicParams, type Trade } from './support/channels.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

describe('items', () => {
  test('are told apart by their type, and data by its snapshot mark', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscription = client.read(client.positions, 'a');
    const seen: string[] = [];
    for await (const item of subscription) {
      expectTypeOf(item).toEqualTypeOf<Item<Trade, Rows>>();
      if (item.type === 'data') {
        expectTypeOf(item.data).toEqualTypeOf<Trade | Rows>();
        if (item.snapshot) expectTypeOf(item.data).toEqualTypeOf<Rows>();
        else expectTypeOf(item.data).toEqualTypeOf<Trade>();
        expectTypeOf(item.sequence).toEqualTypeOf<number | undefined>();
      } else if (item.type === 'gap') {
        expectTypeOf(item).toEqualTypeOf<GapItem>();
        expectTypeOf(item.cause).toEqualTypeOf<VenuewireError | undefined>();
      } else {
        expectTypeOf(item).toEqualTypeOf<StatusItem>();
        expectTypeOf(item.cause).toEqualTypeOf<VenuewireError | 'consumer' | undefined>();
      }
      seen.push(item.type);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual(['data', 'status']);
  });

  test('of a channel that has no snapshot have live data alone', () => {
    expectTypeOf<Item<Trade, never>>().toEqualTypeOf<
      DataItem<Trade, false> | DataItem<never, true> | GapItem | StatusItem
    >();
    type Data = Extract<Item<Trade, never>, { type: 'data' }>['data'];
    expectTypeOf<Data>().toEqualTypeOf<Trade>();
  });

  test('of every channel can be handled as one', () => {
    expectTypeOf<Item<Trade, Rows>>().toExtend<AnyItem>();
    expectTypeOf<AnyItem['type']>().toEqualTypeOf<'data' | 'gap' | 'status'>();
  });
});

describe('a subscription', () => {
  test('has the types of its channel’s row', () => {
    type Trades = Subscription<Trade, never>;
    expectTypeOf<ReturnType<TestClient['read']>>().toExtend<AsyncIterable<AnyItem>>();
    expectTypeOf<Trades>().toExtend<AsyncIterableIterator<Item<Trade, never>>>();
    expectTypeOf<Trades>().toExtend<AsyncDisposable>();
    expectTypeOf<ReturnType<Trades['data']>>().toEqualTypeOf<
      AsyncGenerator<Trade, void, undefined>
    >();
    expectTypeOf<ReturnType<Trades['ready']>>().toEqualTypeOf<Promise<void>>();
    expectTypeOf<ReturnType<Trades['commit']>>().toEqualTypeOf<Promise<void>>();
    expectTypeOf<Parameters<Trades['forEach']>[0]>().toEqualTypeOf<
      (item: Item<Trade, never>) => void | Promise<void>
    >();
    expectTypeOf(trades).toExtend<Channel<TopicParams, Trade, never>>();
  });

  test('has the type that the caller’s own check gives its data', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const refine = ({ price }: Trade): { value: { cents: number } } => ({
      value: { cents: Number(price) * 100 },
    });
    const subscription = client.client.subscribe(trades, { topic: 'a' }, { refine });
    expectTypeOf(subscription).toEqualTypeOf<Subscription<{ cents: number }, never>>();
    await subscription.ready();
    venue.publish('trades', 'a', { price: '1.5' });
    const { value } = await subscription.data().next();
    expectTypeOf(value).toEqualTypeOf<{ cents: number } | void>();
    expect(value).toEqual({ cents: 150 });
  });

  test('takes only the parameters of its channel', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    // @ts-expect-error The channel wants a topic.
    expect(() => client.client.subscribe(trades, {}).return()).not.toThrow();
    // @ts-expect-error There is no such policy.
    client.read(trades, 'a', { policy: 'forget' });
  });
});

test('a file keeps cursors as any store does', () => {
  expectTypeOf<ReturnType<typeof fileCursor>>().toEqualTypeOf<CursorStore>();
});
