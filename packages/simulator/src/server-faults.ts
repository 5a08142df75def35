import type { ConnectionSelector } from './connection-view.ts';
import type { AsyncUndo, Undo } from './undo.ts';

/**
 * Faults of one host of a venue. Those with a selector act on the connections that are open when
 * they are called (all by default), never on later ones.
 */
export interface HostFaults {
  /** Destroys the TCP connections: the client sees 1006, and no close frame. */
  drop(selector?: ConnectionSelector): void;
  /** Closes with a close frame. */
  close(code: number, reason?: string, selector?: ConnectionSelector): void;
  /** Stops listening: a dial is refused by the system. Open connections stay. */
  refuse(): AsyncUndo;
  /** Accepts TCP but never answers an upgrade; undone, it destroys the sockets that wait. */
  acceptWithoutUpgrade(): Undo;
  /**
   * Neither reads nor writes, protocol pings included, while TCP stays up. The venue itself goes on
   * as if the network had failed. Undone, what was written meanwhile arrives late.
   */
  halfOpen(selector?: ConnectionSelector): Undo;
  /**
   * Sends no data on the open connections; acks and pongs go on. What is published meanwhile is
   * lost to them.
   */
  mute(selector?: ConnectionSelector): Undo;
  /** Sends something that is not a message of the venue; bytes go as a binary frame. */
  invalidFrame(data?: string | Uint8Array, selector?: ConnectionSelector): void;
  /** Sends one text frame of so many bytes: a JSON message of an unknown type. */
  oversizedFrame(bytes: number, selector?: ConnectionSelector): void;
  /** Refuses the next dials with 429, with or without `Retry-After`. */
  tooManyRequests(count: number, retryAfterSeconds?: number): Undo;
  /** Refuses the next dials with 503. */
  unavailable(count: number): Undo;
  /**
   * Drops everything, refuses the port for so long on the simulator's clock, then listens again on
   * the same port. What was published is kept. Resolves when it listens again, or is closed.
   */
  restart(downMs: number): Promise<void>;
  /** Answers the next REST requests with this status. */
  restFailure(status: number, count?: number): Undo;
  /** Answers REST requests later; `Infinity` never answers them. */
  restDelay(milliseconds: number): Undo;
}

/** Faults that any venue can have, at all its hosts. */
export interface ServerFaults extends HostFaults {
  /** Sets the venue's clock off by so many milliseconds; its timers keep their lengths. */
  clockSkew(milliseconds: number): Undo;
}
