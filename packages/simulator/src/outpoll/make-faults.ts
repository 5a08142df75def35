import { makeServerFaults } from '../make-server-faults.ts';
import { undo } from '../undo.ts';
import type { Undo } from '../undo.ts';
import type { VenueServer } from '../venue-server.ts';
import { makeWireFaults } from '../wire-faults.ts';
import type { OutpollFaults } from './faults.ts';
import { policyViolation } from './session.ts';
import type { World } from './world.ts';

export function makeFaults(world: World, server: VenueServer, step: () => void): OutpollFaults {
  const { credentials, wire } = world;
  const shutOut = (apiKey: string, list: Set<string>, reason: string): Undo => {
    list.add(apiKey);
    for (const connection of server.connections.filter(({ key }) => key === apiKey)) {
      connection.close(policyViolation, reason);
    }
    return undo(() => list.delete(apiKey));
  };
  return {
    ...makeServerFaults(server),
    ...makeWireFaults(wire),
    revokeKey: (apiKey) => shutOut(apiKey, credentials.revoked, 'API key was revoked'),
    blockKey: (apiKey) => shutOut(apiKey, credentials.blocked, 'API key is blocked'),
    flood(steps) {
      for (let done = 0; done < steps; done += 1) step();
    },
  };
}
