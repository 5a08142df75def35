import { makeServerFaults } from '../make-server-faults.ts';
import { undo } from '../undo.ts';
import type { VenueServer } from '../venue-server.ts';
import { makeWireFaults } from '../wire-faults.ts';
import type { RocketfiFaults } from './faults.ts';
import type { World } from './world.ts';

export function makeFaults(world: World, server: VenueServer, step: () => void): RocketfiFaults {
  const { orderFaults, wire } = world;
  return {
    ...makeServerFaults(server),
    ...makeWireFaults(wire),
    noPong() {
      orderFaults.pongs = 'absent';
      return undo(() => (orderFaults.pongs = 'sent'));
    },
    loseResults() {
      orderFaults.resultsLost = true;
      return undo(() => (orderFaults.resultsLost = false));
    },
    delayResults(milliseconds) {
      orderFaults.resultDelayMs = milliseconds;
      return undo(() => (orderFaults.resultDelayMs = 0));
    },
    refuseTransactions(text = 'Simulated refusal') {
      orderFaults.refusal = text;
      return undo(() => (orderFaults.refusal = undefined));
    },
    rejectOrders(reason, count = 1) {
      const { rejections } = orderFaults;
      rejections.push(...Array.from({ length: count }, () => reason));
      return undo(() => rejections.splice(0));
    },
    flood(steps) {
      for (let done = 0; done < steps; done += 1) step();
    },
  };
}
