import { ConfigError, ProtocolError, type Query } from '@venuewire/core';

import { detail, get, type Answer, type RestAccess } from './rest-exchange.ts';
import { pageDetail } from './schemas/rest.ts';

const venue = 'rocketfi';

/** Rows of a page where nobody says otherwise, as in the SDK. */
const defaultSize = 100;
/** A server that never ends must not keep a call busy for ever. */
const mostPages = 10_000;
/** Of the newest rows: what is older is not looked for after a break. */
const depth = 10;

/** A call whose rows come in pages, which count from 0 (documented). */
export interface Paged<Row> {
  readonly path: string;
  readonly query: Query;
  readonly rowsOf: (answer: Answer) => readonly Row[];
  /** Tells a row that comes again on the next page because others have come before it. */
  readonly keyOf: (row: Row) => string;
}

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly isLast: boolean;
}

/**
 * Page after page. There are no more where one is not full, or brings nothing new: a server may leave the number of the
 * page alone. @throws ConfigError
 */
export function rowsOfPages<Row>(
  access: RestAccess,
  paged: Paged<Row>,
  pageSize = defaultSize,
  signal?: AbortSignal,
): AsyncGenerator<Row, void, undefined> {
  if (Number.isSafeInteger(pageSize) && pageSize > 0) return turn(access, paged, pageSize, signal);
  throw new ConfigError('pageSize must be a positive integer.', { venue });
}

async function* turn<Row>(
  access: RestAccess,
  paged: Paged<Row>,
  size: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Row, void, undefined> {
  const seen = new Set<string>();
  for (let number = 0; number < mostPages; number += 1) {
    const { rows, isLast } = await readPage(access, paged, number, size, signal);
    const fresh = rows.filter((row) => !seen.has(paged.keyOf(row)));
    for (const row of fresh) seen.add(paged.keyOf(row));
    yield* fresh;
    if (isLast || fresh.length === 0) return;
  }
  throw new ProtocolError(`GET ${paged.path} has more than ${mostPages} pages.`, { venue });
}

export interface Newest<Row> {
  readonly rows: readonly Row[];
  /** Whether there are older ones. */
  readonly isCut: boolean;
}

/**
 * The newest thousand rows, in the venue's order. Whether pages begin with the oldest is unknown, so the times of the
 * first two tell; where they begin with it, the last is looked for.
 */
export async function newestRows<Row>(
  access: RestAccess,
  paged: Paged<Row>,
  timeOf: (row: Row) => number | undefined,
): Promise<Newest<Row>> {
  const known = new Map<number, Promise<Page<Row>>>();
  const read = (number: number): Promise<Page<Row>> => {
    const page = known.get(number) ?? readPage(access, paged, number, defaultSize);
    known.set(number, page);
    return page;
  };
  const first = await read(0);
  if (first.isLast) return { rows: first.rows, isCut: false };
  const second = await read(1);
  const seen = new Set(first.rows.map(paged.keyOf));
  if (second.rows.every((row) => seen.has(paged.keyOf(row))))
    return { rows: first.rows, isCut: false };
  const both = [...first.rows, ...second.rows];
  if (second.isLast) return { rows: both, isCut: false };
  const times = both.flatMap((row) => timeOf(row) ?? []);
  const isOldestFirst = (times[0] ?? 0) < (times.at(-1) ?? 0);
  const last = isOldestFirst ? await lastPage(read) : depth - 1;
  const from = Math.max(0, last - depth + 1);
  const rows: Row[] = [];
  let isEnded = false;
  for (let number = from; number <= last && !isEnded; number += 1) {
    const page = await read(number);
    rows.push(...page.rows);
    isEnded = page.isLast;
  }
  return { rows, isCut: isOldestFirst ? from > 0 : !isEnded };
}

/** The second is full: by doubling, then by halving what lies between a full page and one that is not. */
async function lastPage<Row>(read: (number: number) => Promise<Page<Row>>): Promise<number> {
  let full = 1;
  let last = 2;
  while (last < mostPages && !(await read(last)).isLast) [full, last] = [last, last * 2];
  while (last - full > 1) {
    const middle = Math.floor((full + last) / 2);
    if ((await read(middle)).isLast) last = middle;
    else full = middle;
  }
  return last;
}

async function readPage<Row>(
  access: RestAccess,
  { path, query, rowsOf }: Paged<Row>,
  pageNumber: number,
  pageSize: number,
  signal?: AbortSignal,
): Promise<Page<Row>> {
  const answer = await get(access, path, { ...query, pageNumber, pageSize }, signal);
  const rows = rowsOf(answer);
  return { rows, isLast: rows.length < (detail(answer, pageDetail).pageSize ?? pageSize) };
}
