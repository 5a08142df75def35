import type { Restored } from '@venuewire/core';

import type { Newest } from './pages.ts';
import type { OrderEvent, PositionFunding } from './schemas/account.ts';

type RestoredEvent<Event> = Extract<
  Restored<Event>,
  { readonly events: unknown }
>['events'][number];

/**
 * What tells an order's events apart, live and by REST: they have no id of their own. Inferred from what they hold:
 * order, variant, time, sizes; and the price or the reason, because a block has one time for all that happens in it.
 */
export function orderEventId({ orderId, eventData }: OrderEvent): string {
  if (eventData.type === 'unknown')
    return `${orderId}:${eventData.variant}:${JSON.stringify(eventData.content)}`;
  const { type, timestamp, price, size, remaining_size: remaining, reason } = eventData;
  return [orderId, type, timestamp, price, size, remaining, reason].join(':');
}

/** Inferred: an instrument has one funding for each round. */
export function positionFundingId({ instrumentId, round }: PositionFunding): string {
  return `${instrumentId}:${round}`;
}

/** Epoch milliseconds of its block; a cancellation and a rejection do not tell. */
export function orderEventTime({ eventData }: OrderEvent): number | undefined {
  return 'timestamp' in eventData && typeof eventData.timestamp === 'number'
    ? eventData.timestamp
    : undefined;
}

/**
 * What REST knows of them, oldest first: whether it begins with the oldest is unknown, so their times tell. One that
 * tells no time has that of the event before it.
 */
export function restored<Event>(
  { rows: events, isCut }: Newest<Event>,
  idOf: (event: Event) => string,
  timeOf: (event: Event) => number | undefined,
): Restored<Event> {
  const times = events.flatMap((event) => timeOf(event) ?? []);
  // By most of them: a clock that was set back makes one pair look the other way.
  const steps = times.slice(1).map((time, index) => Math.sign(time - (times[index] ?? time)));
  const isNewestFirst = steps.reduce((sum, step) => sum + step, 0) < 0;
  let [timeMs] = isNewestFirst ? times.toReversed() : times;
  const oldestFirst = isNewestFirst ? events.toReversed() : events;
  return {
    isCut,
    events: oldestFirst.map((data) => {
      const time = timeOf(data);
      timeMs = time ?? timeMs;
      return rowOf(idOf(data), data, time, timeMs);
    }),
  };
}

function rowOf<Event>(
  id: string,
  data: Event,
  time: number | undefined,
  timeMs: number | undefined,
): RestoredEvent<Event> {
  return {
    id,
    data,
    ...(time === undefined ? {} : { time }),
    ...(timeMs === undefined ? {} : { timeMs }),
  };
}
