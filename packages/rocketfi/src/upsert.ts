import type { Apply } from '@venuewire/core';

/**
 * A state of rows, each of which replaces the older one of its key. `join` is given rows that `split` has made: the
 * engine keeps them, and does not know their type.
 */
export function upsert<Data, Row extends object>(
  split: (data: Data) => Iterable<readonly [key: string, row: Row]>,
  join: (rows: readonly (readonly [key: string, row: Row])[]) => Data,
  most = Number.POSITIVE_INFINITY,
): Apply<Data> {
  const own = new WeakMap<object, Row>();
  return {
    mode: 'upsert',
    most,
    rows(data) {
      const rows = [...split(data)];
      for (const [, row] of rows) own.set(row, row);
      return rows;
    },
    data(rows) {
      return join(
        [...rows].flatMap(([key, row]) => {
          const known = own.get(row);
          return known ? [[key, known] as const] : [];
        }),
      );
    },
  };
}
