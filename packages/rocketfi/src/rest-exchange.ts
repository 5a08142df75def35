import { ConfigError, documented, jsonOf, restUrl, type Http, type Query } from '@venuewire/core';
import * as z from 'zod/v4';

import { dictionary, list } from './schemas/rest.ts';
import { isObject } from './schemas/scalars.ts';

const venue = 'rocketfi';

export interface RestAccess {
  readonly http: Http;
  readonly url: string;
}

/** A GET call and what it answered. */
export interface Answer {
  /** Names it in errors. */
  readonly call: string;
  readonly body: unknown;
}

export async function get(
  { http, url }: RestAccess,
  path: string,
  query: Query,
  signal?: AbortSignal,
): Promise<Answer> {
  const { text } = await http.request({ method: 'GET', url: restUrl(url, path, query), signal });
  const call = `GET ${path}`;
  return { call, body: jsonOf(text, call, venue) };
}

/** What the body says beside its rows. */
export function detail<Schema extends z.ZodType>(
  { call, body }: Answer,
  schema: Schema,
): z.output<Schema> {
  return documented(schema, body, call, venue);
}

/** The rows under a name, each checked for itself, so that no error names more of a row than its fields. */
export function rowsOf<Schema extends z.ZodType>(
  { call, body }: Answer,
  name: string,
  row: Schema,
): z.output<Schema>[] {
  const { [name]: rows } = documented(z.looseObject({ [name]: list }), body, call, venue);
  return (rows ?? []).map((value) => documented(row, value, `A row of ${call}`, venue));
}

/** The same where rows stand under their ids. */
export function rowsById<Schema extends z.ZodType>(
  { call, body }: Answer,
  name: string,
  row: Schema,
): Record<string, z.output<Schema>> {
  const { [name]: rows } = documented(z.looseObject({ [name]: dictionary }), body, call, venue);
  return Object.fromEntries(
    Object.entries(rows ?? {}).map(([id, value]) => [
      id,
      documented(row, value, `A row of ${call}`, venue),
    ]),
  );
}

/** @throws ConfigError */
export function checkedCount(
  name: string,
  count: number | undefined,
  most: number,
): number | undefined {
  if (count === undefined) return undefined;
  if (Number.isSafeInteger(count) && count > 0 && count <= most) return count;
  throw new ConfigError(`${name} must be an integer from 1 to ${most}.`, { venue });
}

/** A row without what the query has said already. */
export function completed<Schema extends z.ZodType>(
  known: object,
  row: Schema,
): z.ZodType<z.output<Schema>> {
  return z.preprocess((value) => (isObject(value) ? { ...known, ...value } : value), row);
}
