import { TimeoutError, type Deadline, type VenuewireError } from '../errors.ts';
import type { Timing } from '../timing.ts';
import type { Agenda, Appointment } from './agenda.ts';
import type { Clock } from './clock.ts';
import type { Context } from './context.ts';
import type { Effects } from './effects.ts';

export type Phase = 'dialing' | 'handshaking' | 'greeting' | 'ready' | 'over';

export interface SessionOwner {
  /** A deadline passed, or the connection is old: the session is to be abandoned. */
  expired(session: Session, error: VenuewireError): void;
  renew(session: Session): void;
}

/**
 * One dial and what came of it: its identity is the generation that every callback of its socket is checked against.
 * It keeps the deadlines of a connection from the first SYN to the last sign of life.
 */
export class Session {
  readonly endpoint: string;
  readonly connection: number;
  phase: Phase = 'dialing';
  /** When the connection was dialled, became ready, and last showed life, in the clock's `now`. */
  readonly dialledAt: number;
  readyAt: number | undefined;
  lastFrameAt: number;
  /** The same in epoch milliseconds. */
  lastFrameEpoch: number;
  /** Milliseconds of the latest ping. */
  roundTrip: number | undefined;
  canPing = false;
  canPause = false;
  readonly #timing: Timing;
  readonly #clock: Clock;
  readonly #agenda: Agenda;
  readonly #effects: Effects;
  readonly #owner: SessionOwner;
  readonly #ping: (() => string) | undefined;
  readonly #venue: string;
  #pingSentAt = Number.NEGATIVE_INFINITY;
  #pongAt = Number.NEGATIVE_INFINITY;
  #step: Appointment | undefined;
  #liveness: Appointment | undefined;
  #silence: Appointment | undefined;
  #age: Appointment | undefined;
  #pause: Appointment | undefined;

  constructor(
    context: Context,
    endpoint: string,
    connection: number,
    owner: SessionOwner,
    ping: (() => string) | undefined,
  ) {
    this.endpoint = endpoint;
    this.connection = connection;
    this.#venue = context.venue;
    this.#timing = context.timing(endpoint);
    this.#clock = context.clock;
    this.#agenda = context.agenda;
    this.#effects = context.effects;
    this.#owner = owner;
    this.#ping = ping;
    this.dialledAt = this.lastFrameAt = this.#clock.now;
    this.lastFrameEpoch = this.#clock.epoch;
    this.#expect('dial', 'The venue could not be reached');
  }

  get isPaused(): boolean {
    return this.#pause !== undefined;
  }

  /** Whether something proves within a known time that the connection is not dead. */
  get isProven(): boolean {
    return (
      this.canPing || this.#ping !== undefined || this.#timing.silence !== Number.POSITIVE_INFINITY
    );
  }

  connected(): void {
    if (this.phase !== 'dialing') return;
    this.phase = 'handshaking';
    this.#expect(
      'handshake',
      'The venue accepted the connection and did not answer the WebSocket upgrade',
    );
  }

  opened(capabilities: { ping: boolean; pause: boolean }): void {
    this.phase = 'greeting';
    this.canPing = capabilities.ping;
    this.canPause = capabilities.pause;
    this.touch();
    this.#expect('ready', 'The venue opened the connection and did not say that it is ready');
  }

  ready(): void {
    this.phase = 'ready';
    this.readyAt = this.#clock.now;
    this.#step?.cancel();
    if (this.canPing || this.#ping) this.#schedulePing();
    this.#watchSilence(this.#timing.silence);
    this.#scheduleRenewal();
  }

  /** A frame came: the connection is alive. */
  touch(): void {
    this.lastFrameAt = this.#clock.now;
    this.lastFrameEpoch = this.#clock.epoch;
  }

  /** Answers the milliseconds of the round trip; undefined for a pong that nobody asked for. */
  pong(): number | undefined {
    this.#pongAt = this.#clock.now;
    if (this.#pingSentAt === Number.NEGATIVE_INFINITY) return undefined;
    this.roundTrip = this.#pongAt - this.#pingSentAt;
    return this.roundTrip;
  }

  /** Stops reading for a bounded time: a paused socket answers no ping and shows no close. */
  pause(limit: () => void): void {
    this.#effects.pause(this);
    this.#pause = this.#agenda.after(this.#timing.pause, limit);
  }

  resume(): void {
    if (!this.#pause) return;
    this.#pause.cancel();
    this.#pause = undefined;
    // What was not read meanwhile is no sign of death.
    this.touch();
    this.#effects.resume(this);
  }

  over(): void {
    this.phase = 'over';
    for (const appointment of [this.#step, this.#liveness, this.#silence, this.#age, this.#pause]) {
      appointment?.cancel();
    }
  }

  #expect(deadline: 'dial' | 'handshake' | 'ready', what: string): void {
    this.#step?.cancel();
    const milliseconds = this.#timing[deadline];
    this.#step = this.#agenda.after(milliseconds, () => this.#expire(deadline, what, milliseconds));
  }

  /** Again and again, because what cannot recover now may have left by then. */
  #scheduleRenewal(): void {
    // A tenth of jitter keeps connections that began together from being renewed together.
    const age = this.#timing.maximumAge * (0.9 + 0.1 * this.#effects.random());
    this.#age = this.#agenda.after(age, () => {
      this.#scheduleRenewal();
      this.#owner.renew(this);
    });
  }

  #schedulePing(delay = this.#timing.pingInterval): void {
    this.#liveness = this.#agenda.after(delay, () => {
      if (this.isPaused) return this.#schedulePing();
      this.#pingSentAt = this.#clock.now;
      // The venue's own is answered by the venue; the transport's may be answered by whatever stands before it.
      if (this.#ping) this.#effects.send(this, this.#ping());
      else this.#effects.ping(this);
      const { pingInterval, pingTimeout } = this.#timing;
      this.#liveness = this.#agenda.after(pingTimeout, () => {
        // Any frame will do: behind a burst of data a pong can be late.
        const isAnswered = Math.max(this.lastFrameAt, this.#pongAt) >= this.#pingSentAt;
        if (isAnswered || this.isPaused)
          this.#schedulePing(Math.max(0, pingInterval - pingTimeout));
        else this.#expire('ping', 'The connection shows no sign of life after a ping', pingTimeout);
      });
    });
  }

  #watchSilence(milliseconds: number): void {
    this.#silence = this.#agenda.after(milliseconds, () => {
      const rest = this.lastFrameAt + this.#timing.silence - this.#clock.now;
      if (rest > 0) this.#watchSilence(rest);
      else
        this.#expire(
          'silence',
          'The venue has sent nothing, not even a heartbeat',
          this.#timing.silence,
        );
    });
  }

  #expire(deadline: Deadline, what: string, milliseconds: number): void {
    const error = new TimeoutError(`${what} within ${milliseconds} ms. It is dialled again.`, {
      venue: this.#venue,
      deadline,
    });
    this.#owner.expired(this, error);
  }
}
