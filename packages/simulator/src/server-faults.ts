import type { VenueClock } from './clock.ts';
import type { Connection, ConnectionSelector } from './connection.ts';
import { playScenario } from './scenario.ts';
import { asyncUndo, undo } from './undo.ts';
import type { AsyncUndo, Undo } from './undo.ts';
import type { VenueServer } from './venue-server.ts';

/**
 * Faults that any venue can have. Those with a selector act on the connections that are open when
 * they are called (all by default), never on later ones.
 */
export interface ServerFaults {
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
  /** Sets the venue's clock off by so many milliseconds; its timers keep their lengths. */
  clockSkew(milliseconds: number): Undo;
  /** Answers the next REST requests with this status. */
  restFailure(status: number, count?: number): Undo;
  /** Answers REST requests later; `Infinity` never answers them. */
  restDelay(milliseconds: number): Undo;
}

export function selected(
  server: VenueServer,
  selector: ConnectionSelector = () => true,
): Connection[] {
  return server.connections.filter(selector);
}

export function serverFaults(server: VenueServer, clock: VenueClock): ServerFaults {
  const { faults, loopback, rules } = server;
  return {
    drop(selector) {
      for (const connection of selected(server, selector)) connection.destroy();
    },
    close(code, reason = '', selector) {
      for (const connection of selected(server, selector)) connection.close(code, reason);
    },
    refuse() {
      loopback.stopListening();
      return asyncUndo(() => loopback.listen(loopback.port));
    },
    acceptWithoutUpgrade() {
      faults.upgradesUnanswered = true;
      return undo(() => {
        faults.upgradesUnanswered = false;
        for (const socket of server.unanswered) socket.destroy();
      });
    },
    halfOpen(selector) {
      const undos = selected(server, selector).map((connection) => connection.stall());
      return undo(() => {
        for (const resume of undos) resume();
      });
    },
    invalidFrame(data = '{"msg_type":', selector) {
      for (const connection of selected(server, selector)) connection.send(data);
    },
    oversizedFrame(bytes, selector) {
      const [head, tail] = ['{"msg_type":"simulator.oversized","payload":{"padding":"', '"}}'];
      const frame = head + 'x'.repeat(Math.max(0, bytes - head.length - tail.length)) + tail;
      for (const connection of selected(server, selector)) connection.send(frame);
    },
    tooManyRequests: (count, retryAfterSeconds) =>
      queue(faults.refusals, rules.refusal(429, retryAfterSeconds), count),
    unavailable: (count) => queue(faults.refusals, rules.refusal(503), count),
    async restart(downMs) {
      loopback.stopListening();
      for (const connection of server.connections.slice()) connection.destroy();
      loopback.destroySockets();
      const listen = { after: downMs, do: () => loopback.listen(loopback.port) };
      await playScenario(clock, undefined, [listen], server.closed);
    },
    clockSkew(milliseconds) {
      clock.skewMs = milliseconds;
      return undo(() => (clock.skewMs = 0));
    },
    restFailure: (status, count = 1) =>
      queue(faults.restFailures, rules.restFailure(status), count),
    restDelay(milliseconds) {
      faults.restDelayMs = milliseconds;
      return undo(() => (faults.restDelayMs = 0));
    },
  };
}

/** The items that are left go when it is undone. */
function queue<Item extends object>(items: Item[], item: Item, count: number): Undo {
  const own = Array.from({ length: count }, () => ({ ...item }));
  items.push(...own);
  return undo(() => {
    for (const left of own) if (items.includes(left)) items.splice(items.indexOf(left), 1);
  });
}
