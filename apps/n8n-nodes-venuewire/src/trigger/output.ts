import { createHash } from 'node:crypto';

import type { DataItem } from '@venuewire/core';
import type { IDataObject } from 'n8n-workflow';

/** What each venue's trigger puts out: one event, in one form. */
export interface Output extends IDataObject {
  venue: string;
  event: string;
  /** Stable across replays and restarts where the venue numbers or names its events. */
  id: string;
  sequence: number | null;
  /** The venue's, ISO 8601; as sent where it is not a time. */
  time: string | null;
  receivedAt: string;
  replayed: boolean;
  data: IDataObject;
}

export function outputOf(
  venue: string,
  event: string,
  item: DataItem<unknown>,
  data: unknown,
): Output {
  return {
    venue,
    event,
    id: item.id,
    sequence: item.sequence ?? null,
    time: item.time === undefined ? null : isoOf(item.time),
    receivedAt: new Date(item.receivedAt).toISOString(),
    replayed: item.replayed,
    data: asObject(data),
  };
}

export function isoOf(time: string | number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}

/** n8n's column has room for 255 characters. */
const longestKey = 255;

/** The same for the same event of the same node, whichever process hands it over; never the same for another. */
export function deduplicationKey(
  node: { readonly workflowId: string; readonly nodeId: string },
  id: string,
  generation: number,
): string {
  const key = [node.workflowId, node.nodeId, id, ...(generation > 0 ? [generation] : [])].join(':');
  if (key.length <= longestKey) return key;
  return `venuewire:${createHash('sha256').update(key).digest('hex')}`;
}

export function asObject(data: unknown): IDataObject {
  if (Array.isArray(data)) return { rows: [...data] };
  if (typeof data === 'object' && data !== null) return { ...data };
  return { value: data === undefined ? null : data };
}
