import type { VenueClock } from './clock.ts';
import type { ConnectionSelector } from './connection-view.ts';
import type { Connection } from './connection.ts';
import { playScenario } from './scenario.ts';
import type { ServerFaults } from './server-faults.ts';
import { asyncUndo, undo } from './undo.ts';
import type { Undo } from './undo.ts';
import type { VenueServer } from './venue-server.ts';

export function selected(
  server: VenueServer,
  selector: ConnectionSelector = () => true,
): Connection[] {
  return server.connections.filter(selector);
}

export function makeServerFaults(server: VenueServer, clock: VenueClock): ServerFaults {
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
