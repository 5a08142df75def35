import type { DiagnosticEvent } from '../../src/index.ts';
import type { SuiteFault, VenueFaults } from './stage.ts';

/** The longest first waits of `quickBackoff`, after so many failed dials. */
export const backoff = (dials: number): number => dials * 50;

/** Waits between dials that a test can wait for. */
export const quickBackoff = { backoffBase: 10, backoffCap: 50 };

const lostBy =
  (...deadlines: readonly unknown[]) =>
  (event: DiagnosticEvent): boolean =>
    (event.type === 'lost' || event.type === 'postponed') &&
    'deadline' in event.error &&
    deadlines.includes(event.error.deadline);

/** A break in which nothing else is wrong but what `prepare` does before it. */
function breakWith(
  name: string,
  prepare: (faults: VenueFaults) => unknown,
  row: Partial<SuiteFault> = {},
): SuiteFault {
  return {
    name,
    within: backoff(6),
    gap: 'disconnect',
    inflict({ faults, publish }) {
      prepare(faults);
      faults.drop();
      publish();
    },
    ...row,
  };
}

/** A break in which REST does not answer until it is over. */
function restLostBy(name: string, fail: (faults: VenueFaults) => () => void): SuiteFault {
  return {
    name,
    timing: { request: 100, recovery: 300 },
    within: 300 + backoff(1),
    gap: 'disconnect',
    isRestLost: true,
    inflict({ faults, publish }) {
      const answer = fail(faults);
      faults.drop();
      publish();
      return answer;
    },
  };
}

const brokenConnections: readonly SuiteFault[] = [
  breakWith('drop', () => undefined),
  {
    name: 'close with a code',
    within: backoff(1),
    gap: 'disconnect',
    inflict({ faults, publish }) {
      faults.close(1011, 'restarting');
      publish();
    },
  },
  {
    name: 'refuse',
    within: backoff(1),
    gap: 'disconnect',
    async inflict({ faults, publish, seen }) {
      const reopen = faults.refuse();
      faults.drop();
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
    gap: 'disconnect',
    async inflict({ faults, publish, seen }) {
      const upgrade = faults.acceptWithoutUpgrade();
      faults.drop();
      publish();
      await seen(lostBy('dial', 'handshake'));
      upgrade();
    },
  },
  {
    name: 'half-open',
    isDeath: true,
    timing: { pingInterval: 100, pingTimeout: 200 },
    within: 400 + backoff(1),
    gap: 'disconnect',
    inflict({ faults, publish }) {
      const thaw = faults.halfOpen();
      publish();
      // What the dead connection then still delivers is not wanted any more.
      return thaw;
    },
  },
  {
    name: 'oversized frame',
    maximumFrameSize: 100_000,
    within: backoff(1),
    gap: 'disconnect',
    inflict({ faults, publish }) {
      faults.oversizedFrame(200_000);
      publish();
    },
  },
  {
    name: 'restart',
    within: backoff(1),
    gap: 'disconnect',
    async inflict({ faults, publish }) {
      const isUp = faults.restart(200);
      publish();
      await isUp;
    },
  },
  breakWith('429 storm', (faults) => faults.tooManyRequests(5)),
  breakWith('429 with Retry-After', (faults) => faults.tooManyRequests(1, 1), {
    within: 1_000 + backoff(1),
  }),
  breakWith('503', (faults) => faults.unavailable(5)),
  breakWith('clock skew of 5 minutes', (faults) => faults.clockSkew(300_000)),
  breakWith('clock skew of -5 minutes', (faults) => faults.clockSkew(-300_000)),
];

const brokenAnswers: readonly SuiteFault[] = [
  breakWith('REST fails for a while', (faults) => faults.restFailure(500, 3)),
  restLostBy('REST fails for good', (faults) => faults.restFailure(400, 1000)),
  restLostBy('REST never answers', (faults) => faults.restDelay(Number.POSITIVE_INFINITY)),
];

const brokenFrames: readonly SuiteFault[] = [
  {
    name: 'duplicate',
    within: 0,
    gap: 'none',
    inflict({ faults, publish }) {
      const once = faults.duplicate();
      publish();
      once();
    },
  },
  {
    name: 'flood',
    within: 1_000,
    gap: 'none',
    inflict({ publish }) {
      for (let times = 0; times < 200; times += 1) publish();
    },
  },
  {
    name: 'truncated frame',
    within: backoff(1),
    gap: 'some',
    inflict({ faults, publish }) {
      faults.truncateFrame();
      publish();
    },
  },
  {
    name: 'invalid frame',
    within: backoff(1),
    gap: 'invalid-frame',
    inflict({ faults, publish }) {
      faults.invalidFrame('{"');
      publish();
    },
  },
  {
    name: 'binary frame',
    within: backoff(1),
    gap: 'invalid-frame',
    inflict({ faults, publish }) {
      faults.invalidFrame(new Uint8Array([0xff, 0, 0xfe]));
      publish();
    },
  },
];

const missingAcknowledgements: readonly SuiteFault[] = [
  breakWith('slow ack, within the deadline', (faults) => faults.slowAck(100), {
    isOfAcknowledgements: true,
    timing: { acknowledge: 2_000 },
    within: 100 + backoff(1),
  }),
  {
    name: 'slow ack, beyond the deadline',
    isOfAcknowledgements: true,
    timing: { acknowledge: 150, ready: 150 },
    within: 150 + backoff(2),
    gap: 'disconnect',
    async inflict({ faults, publish, seen }) {
      const hurry = faults.slowAck(60_000);
      faults.drop();
      publish();
      await seen(lostBy('acknowledge', 'ready'));
      hurry();
    },
  },
  {
    name: 'no ack, and no effect',
    isOfAcknowledgements: true,
    timing: { acknowledge: 150, ready: 150 },
    within: 150 + backoff(2),
    gap: 'disconnect',
    async inflict({ faults, publish, seen }) {
      const acknowledge = faults.noAck('ignored');
      faults.drop();
      publish();
      await seen(lostBy('acknowledge', 'ready'));
      acknowledge();
    },
  },
  {
    name: 'no ack, but data',
    isOfAcknowledgements: true,
    timing: { acknowledge: 150, ready: 150 },
    within: 150 + backoff(2),
    gap: 'disconnect',
    async inflict({ faults, publish, seen }) {
      const acknowledge = faults.noAck('lost');
      faults.drop();
      publish();
      // What has nothing that could stand for an acknowledgement is asked for again.
      await seen(lostBy('acknowledge', 'ready'));
      acknowledge();
    },
  },
];

/** What every venue must survive, on every channel of its table. */
export const faults: readonly SuiteFault[] = [
  ...brokenConnections,
  ...brokenAnswers,
  ...brokenFrames,
  ...missingAcknowledgements,
];
