import type { VenuewireError } from '../errors.ts';
import type { AnyChannel, Recovery } from '../venue.ts';

/** One dial: its identity is the generation of everything that its socket tells. */
export interface Generation {
  readonly endpoint: string;
  /** The connection that dialled. */
  readonly connection: number;
}

/** A subscription whose past REST can tell. */
export interface Restorable {
  readonly channel: AnyChannel;
  readonly recovery: Recovery<unknown, unknown, unknown>;
  readonly params: unknown;
  readonly key: string;
}

/** What the engine asks of the world. Whoever performs it answers with the engine's `on…` methods, later. */
export interface Effects {
  /** Resolve the endpoint's dial request and open a socket. Answers: `onConnected`, `onOpened`, `onClosed`. */
  dial(session: Generation): void;
  send(session: Generation, text: string): void;
  ping(session: Generation): void;
  pause(session: Generation): void;
  resume(session: Generation): void;
  /** Let go of the socket, now; nothing of it may be answered any more. */
  abandon(session: Generation): void;
  /** Call its `recovery.fetch`. Answers: `onRestored` or `onRestoreFailed` with the same ticket. */
  restore(upstream: Restorable, ticket: number): void;
  /** Ask by REST why the endpoint refuses to be dialled. Answers: `onProbed`. */
  probe(endpoint: string): void;
  random(): number;
  observe(event: EngineEvent): void;
}

/** What happened, without any payload: for observers, the flight recorder and counters. */
export type EngineEvent =
  | { readonly type: 'dial'; readonly connection: number; readonly attempt: number }
  | { readonly type: 'opened'; readonly connection: number; readonly took: number }
  | { readonly type: 'ready'; readonly connection: number; readonly took: number }
  | { readonly type: 'lost'; readonly connection: number; readonly error: VenuewireError }
  | {
      readonly type: 'waiting';
      readonly connection: number;
      readonly delay: number;
      readonly error: VenuewireError;
    }
  | { readonly type: 'released'; readonly connection: number }
  | { readonly type: 'renewed'; readonly connection: number }
  | { readonly type: 'pong'; readonly connection: number; readonly roundTrip: number }
  | { readonly type: 'probed'; readonly endpoint: string; readonly error?: VenuewireError }
  | { readonly type: 'fatal'; readonly endpoint: string; readonly error: VenuewireError }
  | {
      readonly type: 'subscribe' | 'acknowledged' | 'unsubscribe';
      readonly channel: string;
      readonly topic: string;
    }
  | {
      readonly type: 'refused';
      readonly channel?: string;
      readonly topic?: string;
      readonly error: VenuewireError;
    }
  /** A subscription that is not served while others are: it is asked for again later. */
  | {
      readonly type: 'postponed';
      readonly channel: string;
      readonly topic: string;
      readonly error: VenuewireError;
    }
  | {
      readonly type: 'restored';
      readonly channel: string;
      readonly topic: string;
      readonly error?: VenuewireError;
    }
  | {
      readonly type: 'interrupted';
      readonly channel: string;
      readonly topic: string;
      readonly reason: string;
    }
  | {
      readonly type: 'mute';
      readonly channel: string;
      readonly topic: string;
      readonly times: number;
    }
  | { readonly type: 'unknown'; readonly connection: number; readonly tag: string }
  | {
      readonly type: 'invalid';
      readonly connection: number;
      readonly issue: string;
      readonly size: number;
    }
  | { readonly type: 'closing'; readonly connection: number }
  | { readonly type: 'unidentified'; readonly channel: string; readonly exhausted: boolean };
