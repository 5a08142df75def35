import type { ConnectionSelector } from './connection-view.ts';
import type { Connection } from './connection.ts';
import type { HttpAnswer } from './http.ts';
import { playScenario } from './scenario.ts';
import type { HostFaults, ServerFaults } from './server-faults.ts';
import { asyncUndo, undo, undoAll } from './undo.ts';
import type { Undo } from './undo.ts';
import type { VenueHost } from './venue-host.ts';
import type { PlannedAnswer, VenueServer } from './venue-server.ts';

/** Over all hosts. */
export function makeServerFaults(server: VenueServer): ServerFaults {
  const { clock } = server;
  return {
    ...makeHostFaults(server, server.hosts),
    clockSkew(milliseconds) {
      clock.skewMs = milliseconds;
      return undo(() => (clock.skewMs = 0));
    },
  };
}

/** `hosts` is read at each call. */
export function makeHostFaults(server: VenueServer, hosts: readonly VenueHost[]): HostFaults {
  const { rules } = server;
  const selected = (selector: ConnectionSelector = () => true): Connection[] =>
    server.connections.filter(
      (connection) => hosts.some(({ name }) => name === connection.host) && selector(connection),
    );
  const listenAgain = async (): Promise<void> => {
    await Promise.all(hosts.map(({ loopback }) => loopback.listen(loopback.port)));
  };
  const plan = (planned: PlannedAnswer[], answer: HttpAnswer, count: number): Undo =>
    queue(planned, { hosts: hosts.slice(), answer }, count);
  return {
    drop(selector) {
      for (const connection of selected(selector)) connection.destroy();
    },
    close(code, reason = '', selector) {
      for (const connection of selected(selector)) connection.close(code, reason);
    },
    refuse() {
      for (const { loopback } of hosts) loopback.stopListening();
      return asyncUndo(listenAgain);
    },
    acceptWithoutUpgrade() {
      for (const host of hosts) host.upgradesUnanswered = true;
      return undo(() => {
        for (const host of hosts) {
          host.upgradesUnanswered = false;
          for (const socket of host.unanswered) socket.destroy();
        }
      });
    },
    halfOpen: (selector) => undoAll(selected(selector).map((connection) => connection.stall())),
    mute: (selector) => undoAll(selected(selector).map((connection) => connection.mute())),
    invalidFrame(data = rules.invalidFrame, selector) {
      for (const connection of selected(selector)) connection.send(data);
    },
    oversizedFrame(bytes, selector) {
      const [head, tail] = rules.oversizedFrame;
      const frame = head + 'x'.repeat(Math.max(0, bytes - head.length - tail.length)) + tail;
      for (const connection of selected(selector)) connection.send(frame);
    },
    tooManyRequests: (count, retryAfterSeconds) =>
      plan(server.plannedRefusals, rules.refusal(429, retryAfterSeconds), count),
    unavailable: (count) => plan(server.plannedRefusals, rules.refusal(503), count),
    async restart(downMs) {
      for (const { loopback } of hosts) loopback.stopListening();
      for (const connection of selected()) connection.destroy();
      for (const { loopback } of hosts) loopback.destroySockets();
      const listen = { after: downMs, do: listenAgain };
      await playScenario(server.clock, undefined, [listen], server.closed);
    },
    restFailure: (status, count = 1) =>
      plan(server.plannedRestFailures, rules.restFailure(status), count),
    restDelay(milliseconds) {
      for (const host of hosts) host.restDelayMs = milliseconds;
      return undo(() => {
        for (const host of hosts) host.restDelayMs = 0;
      });
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
