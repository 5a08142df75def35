import type { DiagnosticEvent, Timing } from '@venuewire/core';
import type { Collective2Simulator, Collective2SimulatorOptions } from '@venuewire/simulator';

import type { World } from './start.ts';

/** What a row of the table can use. */
interface Stage extends Pick<World, 'venue' | 'seen'> {
  /** Publishes signals of both strategies, and positions. */
  readonly publish: () => void;
  /** What the client gets when it asks for its key again. */
  readonly rotateKey: (key: string) => void;
}

export interface Fault {
  readonly name: string;
  readonly venue?: Collective2SimulatorOptions;
  readonly maximumFrameSize?: number;
  /** The deadlines that this fault runs into, made short. */
  readonly timing?: Partial<Timing>;
  /**
   * Brings it about, publishes meanwhile, and takes it back once the client has met it. What it answers is done when
   * all is live again.
   */
  readonly inflict: (stage: Stage) => Promise<void | (() => void)> | void | (() => void);
  /** Milliseconds within which the declared deadlines and waits make the client live again, once the fault is over. */
  readonly within: number;
  /** The gaps of the signals; what was published meanwhile is then replayed. */
  readonly signals: readonly string[];
  readonly positions: readonly string[];
}

/** The longest first waits of `quickBackoff`, after so many failed dials. */
const backoff = (dials: number): number => dials * 50;

const lostBy =
  (...deadlines: readonly unknown[]) =>
  (event: DiagnosticEvent): boolean =>
    event.type === 'lost' && 'deadline' in event.error && deadlines.includes(event.error.deadline);

const disconnect = { signals: ['disconnect complete'], positions: ['disconnect partial'] };
const invalid = { signals: ['invalid-frame complete'], positions: ['invalid-frame partial'] };
const none = { signals: [], positions: [] };

/** A break during which REST, too, is not well. */
function restFault(
  name: string,
  venue: (faults: Collective2Simulator['faults']) => unknown,
  row: Pick<Fault, 'within' | 'positions' | 'timing'>,
): Fault {
  return {
    name,
    signals: disconnect.signals,
    ...row,
    inflict(stage) {
      venue(stage.venue.faults);
      stage.venue.faults.drop();
      stage.publish();
    },
  };
}

/** A venue’s clock that is set while the client is away. */
function skewFault(milliseconds: number): Fault {
  return {
    name: `clock skew of ${milliseconds} ms`,
    within: backoff(1),
    ...disconnect,
    inflict({ venue, publish }) {
      venue.faults.clockSkew(milliseconds);
      venue.faults.drop();
      publish();
    },
  };
}

export const faults: readonly Fault[] = [
  {
    name: 'drop',
    within: backoff(1),
    ...disconnect,
    inflict({ venue, publish }) {
      venue.faults.drop();
      publish();
    },
  },
  {
    name: 'close with a code',
    within: backoff(1),
    ...disconnect,
    inflict({ venue, publish }) {
      venue.faults.close(1011, 'restarting');
      publish();
    },
  },
  {
    name: 'announced disconnect',
    within: backoff(1),
    ...disconnect,
    inflict({ venue, publish }) {
      venue.faults.announceDisconnect();
      publish();
    },
  },
  {
    name: 'refuse',
    within: backoff(1),
    ...disconnect,
    async inflict({ venue, publish, seen }) {
      const reopen = venue.faults.refuse();
      venue.faults.drop();
      publish();
      await seen((event) => event.type === 'waiting');
      await reopen();
    },
  },
  {
    name: 'accept and never upgrade',
    // The standard WebSocket tells nothing between the two.
    timing: { dial: 150, handshake: 150 },
    within: 150 + 150 + backoff(2),
    ...disconnect,
    async inflict({ venue, publish, seen }) {
      const upgrade = venue.faults.acceptWithoutUpgrade();
      venue.faults.drop();
      publish();
      await seen(lostBy('dial', 'handshake'));
      upgrade();
    },
  },
  {
    name: 'half-open',
    // Where there is no ping, the venue's heartbeats are missed.
    venue: { heartbeatMs: 50 },
    timing: { pingInterval: 100, pingTimeout: 200, silence: 400 },
    within: 400 + backoff(1),
    ...disconnect,
    inflict({ venue, publish }) {
      const thaw = venue.faults.halfOpen();
      publish();
      // What the dead connection then still delivers is not wanted any more.
      return thaw;
    },
  },
  {
    name: 'mute',
    venue: { heartbeatMs: 50 },
    timing: { silence: 400 },
    within: 400 + backoff(1),
    ...disconnect,
    inflict({ venue, publish }) {
      venue.faults.mute();
      publish();
    },
  },
  {
    name: 'slow ack, within the deadline',
    timing: { acknowledge: 2_000 },
    within: 100 + backoff(1),
    ...disconnect,
    inflict({ venue, publish }) {
      venue.faults.slowAck(100);
      venue.faults.drop();
      publish();
    },
  },
  {
    name: 'slow ack, beyond the deadline',
    timing: { acknowledge: 150 },
    within: 150 + backoff(2),
    ...disconnect,
    async inflict({ venue, publish, seen }) {
      const hurry = venue.faults.slowAck(60_000);
      venue.faults.drop();
      publish();
      await seen(lostBy('acknowledge'));
      hurry();
    },
  },
  {
    name: 'no ack, and no effect',
    timing: { acknowledge: 150 },
    within: 150 + backoff(2),
    ...disconnect,
    async inflict({ venue, publish, seen }) {
      const acknowledge = venue.faults.noAck('ignored');
      venue.faults.drop();
      publish();
      await seen(lostBy('acknowledge'));
      acknowledge();
    },
  },
  {
    name: 'no ack, but data',
    timing: { acknowledge: 150 },
    within: 150 + backoff(2),
    ...disconnect,
    async inflict({ venue, publish, seen }) {
      const acknowledge = venue.faults.noAck('lost');
      venue.faults.drop();
      publish();
      // Positions have nothing that could stand for an ack.
      await seen(({ type }) => type === 'postponed');
      acknowledge();
    },
  },
  {
    name: 'duplicate',
    within: 0,
    ...none,
    inflict({ venue, publish }) {
      const once = venue.faults.duplicate();
      publish();
      once();
    },
  },
  {
    name: 'reorder across strategies',
    within: 50,
    ...none,
    inflict({ venue, publish }) {
      venue.faults.reorder({ items: 5, milliseconds: 50 });
      publish();
    },
  },
  {
    name: 'flood',
    within: 1_000,
    ...none,
    inflict({ venue }) {
      venue.faults.flood(2_000);
    },
  },
  {
    name: 'truncated frame',
    within: 0,
    ...invalid,
    inflict({ venue, publish }) {
      venue.faults.truncateFrame();
      publish();
    },
  },
  {
    name: 'invalid frame',
    within: 0,
    ...invalid,
    inflict({ venue, publish }) {
      venue.faults.invalidFrame('{"msg_type":');
      publish();
    },
  },
  {
    name: 'binary frame',
    within: 0,
    ...invalid,
    inflict({ venue, publish }) {
      venue.faults.invalidFrame(new Uint8Array([0xff, 0, 0xfe]));
      publish();
    },
  },
  {
    name: 'oversized frame',
    maximumFrameSize: 100_000,
    within: backoff(1),
    ...disconnect,
    inflict({ venue, publish }) {
      venue.faults.oversizedFrame(200_000);
      publish();
    },
  },
  {
    name: '429 storm',
    within: backoff(6),
    ...disconnect,
    inflict({ venue, publish }) {
      venue.faults.tooManyRequests(5);
      venue.faults.drop();
      publish();
    },
  },
  {
    name: '429 with Retry-After',
    within: 1_000 + backoff(1),
    ...disconnect,
    inflict({ venue, publish }) {
      venue.faults.tooManyRequests(1, 1);
      venue.faults.drop();
      publish();
    },
  },
  {
    name: '503',
    within: backoff(6),
    ...disconnect,
    inflict({ venue, publish }) {
      venue.faults.unavailable(5);
      venue.faults.drop();
      publish();
    },
  },
  {
    name: 'restart',
    within: backoff(1),
    ...disconnect,
    async inflict({ venue, publish }) {
      const isUp = venue.faults.restart(200);
      publish();
      await isUp;
    },
  },
  skewFault(300_000),
  skewFault(-300_000),
  {
    name: 'key revoked, another is valid',
    venue: { keys: ['first-key', 'second-key'] },
    within: backoff(2),
    ...disconnect,
    inflict({ venue, publish, rotateKey }) {
      rotateKey('second-key');
      venue.faults.revokeKey('first-key');
      publish();
    },
  },
  {
    name: '1008 race',
    within: backoff(4),
    ...disconnect,
    inflict({ venue, publish }) {
      venue.faults.connectionRace(3);
      venue.faults.drop();
      publish();
    },
  },
  restFault('REST fails for a while', (venue) => venue.restFailure(500, 3), {
    within: backoff(4),
    positions: ['disconnect partial'],
  }),
  restFault('REST fails for good', (venue) => venue.restFailure(400), {
    within: backoff(1),
    positions: ['disconnect none'],
  }),
  restFault('REST never answers', (venue) => venue.restDelay(Number.POSITIVE_INFINITY), {
    timing: { request: 100, recovery: 300 },
    within: 300 + backoff(1),
    positions: ['disconnect none'],
  }),
];
