import type { Timing } from '../timing.ts';
import type { Agenda } from './agenda.ts';
import type { Clock, VenueClock } from './clock.ts';
import type { Effects } from './effects.ts';

/** What every part of the engine shares. */
export interface Context {
  readonly venue: string;
  readonly clock: Clock;
  readonly venueClock: VenueClock;
  readonly agenda: Agenda;
  readonly effects: Effects;
  readonly counters: Counters;
  readonly timing: (endpoint: string) => Timing;
  /** A request id, unique within the client. */
  readonly nextId: () => string;
  /** Tells apart what has no name of its own, such as the answers of REST calls; never 0. */
  readonly nextTicket: () => number;
  /** Takes secrets out of a text that the venue wrote. */
  readonly redact: (text: string) => string;
}

/** Since the client was made. */
export interface Counters {
  frames: number;
  invalid: number;
  unknown: number;
  /** Data of a topic that nobody here subscribes. */
  unrouted: number;
  /** Data that did not name its topic where several were subscribed. */
  unidentified: number;
  duplicates: number;
  gaps: number;
  probes: number;
}

export function newCounters(): Counters {
  return {
    frames: 0,
    invalid: 0,
    unknown: 0,
    unrouted: 0,
    unidentified: 0,
    duplicates: 0,
    gaps: 0,
    probes: 0,
  };
}
