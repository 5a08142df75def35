import { RestRefusal } from './rest-answers.ts';

export interface Page {
  readonly number: number;
  readonly size: number;
  readonly rows: readonly object[];
  readonly total: number;
}

/** That a page has 100 rows by default is inferred from the venue's example. */
const defaultSize = 100;

/** @throws RestRefusal (400) for a `page` or a `size` that cannot be. */
export function pageOf(rows: readonly object[], query: URLSearchParams): Page {
  const number = wholeNumber(query, 'page', 0, 0);
  const size = wholeNumber(query, 'size', 1, defaultSize);
  const start = number * size;
  const total = Math.ceil(rows.length / size);
  return { number, size, rows: rows.slice(start, start + size), total };
}

function wholeNumber(query: URLSearchParams, name: string, lowest: number, absent: number): number {
  const text = query.get(name);
  if (text === null) return absent;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= lowest) return value;
  throw new RestRefusal(400, `Invalid ${name}`);
}
