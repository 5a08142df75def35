import { defaultTiming, type Timing } from '../../src/timing.ts';
import type { Failures, Limits, Policy } from '../../src/venue.ts';

/** A venue's tables as plain data, as far as an engine goes by them: what a schedule runs on. */
export interface Table {
  readonly name: string;
  readonly endpoints: readonly EndpointSpec[];
  readonly channels: readonly Spec[];
}

export interface EndpointSpec {
  readonly name: string;
  readonly ready: 'open' | 'message';
  readonly acknowledgement: 'required' | 'optional';
  /** What an answer names of its request: the id, or the channel and topic. */
  readonly answers: 'id' | 'topic';
  /** Whether a full state can be asked for. */
  readonly canRefresh: boolean;
  /** Whether it has a ping of its own. */
  readonly canPing: boolean;
  /** Whether a heartbeat of the venue wants an answer; one with a `silence` sends them. */
  readonly wantsHeartbeats: boolean;
  readonly hasProbe: boolean;
  readonly limits: Limits;
  readonly failures: Failures;
  readonly timing: Partial<Timing>;
}

export type Mode = 'replay' | 'snapshot' | 'backfill' | 'resync' | 'none';

/** A row of the channel table. */
export interface Spec {
  readonly name: string;
  readonly endpoint: string;
  readonly isPrivate: boolean;
  readonly apply: 'append' | 'replace' | 'upsert' | 'merge';
  readonly mode: Mode;
  /** How topic `c` recovers, where that depends on the parameters. */
  readonly modeOfC?: Mode;
  readonly cadence: number | 'none';
  readonly policy: Policy;
  /** Whether the venue names its events; numbers have those that are replayed. */
  readonly hasIds?: boolean;
  /** Whether a state may never come by itself. */
  readonly isOptional?: boolean;
  /** Its rows end without a word, and are compared with REST again after so many milliseconds. */
  readonly every?: number;
  /** How many of its rows, which never end, are kept. */
  readonly most?: number;
  /** Whoever connects is subscribed. */
  readonly isUnasked?: boolean;
  /** Whether it has one topic only. */
  readonly isSingle?: boolean;
  /** An event can concern several topics, and names all of them. */
  readonly isShared?: boolean;
  /** A message may not say which topic it is of. */
  readonly isUnnamed?: boolean;
}

export const topics = ['a', 'b', 'c'] as const;
export type Topic = (typeof topics)[number];

export function endpointOf({ name, endpoints }: Table, wanted: string): EndpointSpec {
  const endpoint = endpoints.find((one) => one.name === wanted);
  if (!endpoint) throw new TypeError(`${name} has no endpoint ${wanted}.`);
  return endpoint;
}

export function timingOf(table: Table, endpoint: string, maximumAge: number): Timing {
  return { ...defaultTiming, ...endpointOf(table, endpoint).timing, maximumAge };
}

/** The row as it is for a topic. */
export function specOf({ name, channels }: Table, wanted: string, topic: string): Spec {
  const spec = channels.find((one) => one.name === wanted);
  if (!spec) throw new TypeError(`${name} has no channel ${wanted}.`);
  return topic === 'c' && spec.modeOfC !== undefined ? { ...spec, mode: spec.modeOfC } : spec;
}

/** Whether a channel, or any topic of it, may be unable to recover: its connections are not renewed for their age. */
export function mayLose({ mode, modeOfC, isOptional = false }: Spec): boolean {
  return isOptional || [mode, modeOfC].some((one) => one === 'none' || one === 'replay');
}
