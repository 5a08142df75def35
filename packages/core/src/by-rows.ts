import type { Apply } from './venue.ts';

/**
 * A state of rows: `split` finds those of a message, `join` makes the state of those that are kept. With `upsert` a row
 * replaces the older one of its key; with `merge` its fields do, so that `split` leaves out what a message does not
 * tell. Of channels whose rows never end, `most` are kept: the oldest go first.
 */
export function byRows<Data, Row extends object>(
  mode: 'upsert' | 'merge',
  split: (data: Data) => Iterable<readonly [key: string, row: Row]>,
  join: (rows: readonly (readonly [key: string, row: Row])[]) => Data,
  most = Number.POSITIVE_INFINITY,
): Apply<Data> {
  return {
    mode,
    most,
    rows: split,
    // The engine gives back what `split` made, or its fields merged.
    data: (rows) => join([...rows] as [string, Row][]),
  };
}
