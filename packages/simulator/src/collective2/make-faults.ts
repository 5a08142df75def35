import { makeServerFaults } from '../make-server-faults.ts';
import { undo } from '../undo.ts';
import type { VenueServer } from '../venue-server.ts';
import { makeWireFaults } from '../wire-faults.ts';
import type { Collective2Faults } from './faults.ts';
import type { Published } from './journal.ts';
import { policyViolation } from './session.ts';
import type { World } from './world.ts';

export function makeFaults(
  world: World,
  server: VenueServer,
  publishSignal: (strategyId: number) => Published,
): Collective2Faults {
  const { frames, keys, sessions, wire } = world;
  return {
    ...makeServerFaults(server),
    ...makeWireFaults(wire),
    reorder({ items = 4, milliseconds = 100 } = {}) {
      wire.reorder = { items, milliseconds };
      return undo(() => {
        wire.reorder = undefined;
        for (const session of sessions) session.releaseHeld();
      });
    },
    connectionRace(count = 1) {
      wire.lostRaces = count;
      return undo(() => (wire.lostRaces = 0));
    },
    announceDisconnect(selector = () => true) {
      for (const connection of server.connections.filter(selector)) {
        connection.send(frames.disconnected());
        connection.close(1001, 'Going away');
      }
    },
    revokeKey(key) {
      const wasAccepted = keys.delete(key);
      for (const connection of server.connections.filter((one) => one.key === key)) {
        connection.close(policyViolation, 'API key was revoked');
      }
      return undo(() => {
        if (wasAccepted) keys.add(key);
      });
    },
    flood(count, strategyIds = subscribedStrategies(server)) {
      if (strategyIds.length === 0) return [];
      return Array.from({ length: count }, (_, index) =>
        publishSignal(strategyIds[index % strategyIds.length] ?? 0),
      );
    },
  };
}

function subscribedStrategies(server: VenueServer): readonly number[] {
  const names = server.connections.flatMap((connection) => connection.subscriptions);
  const ids = names
    .filter((name) => name.startsWith('strategy.signal:'))
    .map((name) => Number(name.slice('strategy.signal:'.length)));
  return [...new Set(ids)];
}
