import type { Item, Subscription } from '@venuewire/core';
import { describe, expectTypeOf, it } from 'vitest';
import type * as z from 'zod/v4';

import type { MarkPrice, OpenOrders, OrderEvent, PriceFeed, RocketFi } from '../src/index.ts';
import type { markPriceUpdate, quoteUpdate } from '../src/schemas/market.ts';

type DataOf<Method extends (...args: never[]) => unknown> =
  ReturnType<Method> extends Subscription<infer Data> ? Data : never;

describe('data', () => {
  it('has the type of its channel', () => {
    expectTypeOf<DataOf<RocketFi['openOrders']>>().toEqualTypeOf<OpenOrders>();
    expectTypeOf<ReturnType<RocketFi['orderEvents']>>().toExtend<AsyncIterable<Item<OrderEvent>>>();
    type State = ReturnType<ReturnType<RocketFi['openOrders']>['state']>;
    expectTypeOf<State>().toEqualTypeOf<OpenOrders | undefined>();
  });

  it('of both messages of a price feed is a price feed', () => {
    expectTypeOf<z.infer<typeof markPriceUpdate>>().toExtend<PriceFeed>();
    expectTypeOf<z.infer<typeof quoteUpdate>>().toExtend<PriceFeed>();
  });

  it('is told apart by the `type` of its variant', () => {
    type Data = OrderEvent['eventData'];
    expectTypeOf<Extract<Data, { type: 'fill' }>['remaining_size']>().toEqualTypeOf<string>();
    expectTypeOf<Extract<Data, { type: 'unknown' }>['variant']>().toEqualTypeOf<string>();
    expectTypeOf<Data['type']>().toEqualTypeOf<
      'fill' | 'placed' | 'canceled' | 'modified' | 'rejected' | 'unknown'
    >();
    expectTypeOf<MarkPrice['type']>().toEqualTypeOf<'Price' | 'PriceIV' | 'unknown'>();
  });

  it('has amounts as strings, 64 bits as strings, and times as numbers', () => {
    type Order = OpenOrders['orders'][number];
    expectTypeOf<Order['price']>().toEqualTypeOf<string>();
    expectTypeOf<Order['orderId']>().toEqualTypeOf<string>();
    expectTypeOf<Order['timestamp']>().toEqualTypeOf<number>();
    expectTypeOf<Order['triggerPrice']>().toEqualTypeOf<string | null | undefined>();
    expectTypeOf<'Buy'>().toExtend<Order['side']>();
  });
});
