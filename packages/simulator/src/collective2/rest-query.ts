import { invalidField } from './rest-body.ts';
import type { Page } from './rest-body.ts';

const defaultLimit = 1000;

/** Reads a query by its parameters' names in any letter case. */
export class RestQuery {
  readonly #entries: readonly (readonly [string, string])[];

  constructor(query: URLSearchParams) {
    this.#entries = [...query].map(([name, value]) => [name.toLowerCase(), value]);
  }

  all(name: string): readonly string[] {
    return this.#entries.filter(([one]) => one === name.toLowerCase()).map(([, value]) => value);
  }

  text(name: string): string | undefined {
    return this.all(name)[0];
  }

  /** @throws RestRefusal (400) for something else than whole positive numbers. */
  ids(name: string): readonly number[] {
    return this.all(name).map((value) => {
      if (!/^[1-9]\d*$/.test(value)) throw invalidField(name, `Invalid ${name}`);
      return Number(value);
    });
  }

  id(name: string): number | undefined {
    return this.ids(name)[0];
  }

  requiredIds(name: string): readonly number[] {
    const ids = this.ids(name);
    if (ids.length === 0) throw invalidField(name, `${name} is required`);
    return ids;
  }

  flag(name: string, absent: boolean): boolean {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return absent;
    if (value !== 'true' && value !== 'false') throw invalidField(name, `Invalid ${name}`);
    return value === 'true';
  }

  /** Epoch milliseconds; a time without a zone is UTC. */
  time(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const time = Date.parse(/(Z|[+-]\d\d:\d\d)$|^[\d-]+$/.test(value) ? value : `${value}Z`);
    if (Number.isNaN(time)) throw invalidField(name, `Invalid ${name}`);
    return time;
  }

  /** One page of rows that are given in ascending order. */
  page(rows: readonly object[]): Page {
    const limit = this.id('Limit') ?? defaultLimit;
    const ordered = this.flag('AscendingOrder', true) ? rows : rows.toReversed();
    const cursor = this.text('Cursor');
    const start = cursor === undefined ? 0 : readCursor(cursor);
    const end = start + limit;
    return {
      rows: ordered.slice(start, end),
      previousCursor: start === 0 ? null : writeCursor(Math.max(0, start - limit)),
      nextCursor: end < ordered.length ? writeCursor(end) : null,
    };
  }
}

/** URL-encoded in the body, as at the venue. It always has a character that encoding changes. */
function writeCursor(offset: number): string {
  return encodeURIComponent(
    Buffer.from(`page ${String(offset).padStart(8, '0')}`).toString('base64'),
  );
}

function readCursor(cursor: string): number {
  const offset = /^page (\d{8})$/.exec(Buffer.from(cursor, 'base64').toString('utf8'))?.[1];
  if (offset === undefined || cursor.includes('%')) throw invalidField('Cursor', 'Invalid cursor');
  return Number(offset);
}
