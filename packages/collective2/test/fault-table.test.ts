import { faultTable } from '../../core/test/venue-suite/fault-table.ts';
import { backoff } from '../../core/test/venue-suite/faults.ts';
import type { SuiteFault } from '../../core/test/venue-suite/stage.ts';
import { positions, signals } from '../src/channels.ts';
import { stage, type Collective2Stage } from './support/stage.ts';

/** What only this venue can do. */
const faults: readonly SuiteFault<Collective2Stage>[] = [
  {
    name: 'announced disconnect',
    within: backoff(1),
    gap: 'disconnect',
    inflict({ venue, publish }) {
      venue.faults.announceDisconnect();
      publish();
    },
  },
  {
    name: 'mute, heartbeats included',
    venue: { heartbeatMs: 50 },
    timing: { silence: 400 },
    within: 400 + backoff(1),
    gap: 'disconnect',
    inflict({ venue, publish }) {
      venue.faults.mute();
      publish();
    },
  },
  {
    name: 'reorder across strategies',
    within: 50,
    gap: 'none',
    inflict({ venue, publish }) {
      venue.faults.reorder({ items: 5, milliseconds: 50 });
      publish();
    },
  },
  {
    name: 'key revoked, another is valid',
    within: backoff(2),
    gap: 'disconnect',
    inflict({ venue, publish, rotateKey }) {
      rotateKey('second-key');
      venue.faults.revokeKey('first-key');
      publish();
    },
  },
  {
    name: '1008 race',
    within: backoff(4),
    gap: 'disconnect',
    inflict({ venue, publish }) {
      venue.faults.connectionRace(3);
      venue.faults.drop();
      publish();
    },
  },
];

faultTable({
  name: 'collective2',
  channels: [signals.name, positions(undefined as never).name],
  isAcknowledged: true,
  liveness: 'heartbeats',
  start: stage,
  faults,
});
