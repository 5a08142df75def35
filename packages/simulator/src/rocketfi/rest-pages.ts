import type { Json, JsonObject } from './exact-json.ts';
import type { RestQuery } from './rest-query.ts';
import type { World } from './world.ts';

const defaultSize = 100;

export interface Page {
  /** Null where there is nothing, and the variants say so. */
  readonly rows: Json;
  /** `pageNumber` and `pageSize`. */
  readonly page: JsonObject;
}

/** @throws RestRefusal (400) for a page that cannot be. */
export function pageOf(rows: readonly Json[], query: RestQuery, world: World): Page {
  const pageNumber = query.number('pageNumber', 0, 0);
  const pageSize = query.number('pageSize', defaultSize, 1);
  const start = pageNumber * pageSize;
  const own = rows.slice(start, start + pageSize);
  return { rows: listOf(own, world), page: { pageNumber, pageSize } };
}

/** Of events: in the order of the variants, and whole unless a page was asked for. */
export function historyPageOf(oldestFirst: readonly Json[], query: RestQuery, world: World): Page {
  const { historyOrder, historyPages } = world.settings.variants;
  const rows = historyOrder === 'oldest-first' ? oldestFirst : oldestFirst.toReversed();
  const isPaged = query.has('pageNumber') || query.has('pageSize') || historyPages === 'always';
  return isPaged ? pageOf(rows, query, world) : { rows: listOf(rows, world), page: {} };
}

function listOf(rows: readonly Json[], { settings }: World): Json {
  return rows.length === 0 && settings.variants.emptyLists === 'null' ? null : rows;
}
