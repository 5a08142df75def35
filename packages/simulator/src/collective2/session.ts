import type { Connection } from '../connection.ts';
import { ReorderBuffer } from '../reorder.ts';
import { truncated } from '../wire-faults.ts';
import { readClientMessage } from './client-message.ts';
import type { SubscriptionRequest } from './client-message.ts';
import type { Published } from './journal.ts';
import { isAllowed } from './options.ts';
import type { World } from './world.ts';

/** `PolicyViolation`. The guides name it without its number for a lost race (1008 is inferred). */
export const policyViolation = 1008;

/** One connection of a client: its heartbeats, its subscriptions and what they deliver. */
export class Session {
  readonly connection: Connection;
  readonly #world: World;
  readonly #held: ReorderBuffer<Published>;
  /** Subscriptions that the venue counts but sends nothing more to, as after a gap. */
  readonly #silent = new Set<string>();
  #cancelHeartbeat = (): void => undefined;
  #cancelDeadline = (): void => undefined;

  constructor(connection: Connection, world: World) {
    this.connection = connection;
    this.#world = world;
    this.#held = new ReorderBuffer({
      clock: world.clock,
      random: world.orderRandom,
      keyOf: (signal) => signal.strategyId,
      emit: (signal) => this.#sendSignal(signal),
    });
  }

  start(): void {
    const { frames, sessions, wire } = this.#world;
    this.connection.start({
      message: (text) => this.#receive(text),
      ended: () => this.#end(),
      unmuted: () => this.#armDeadline(),
    });
    sessions.add(this);
    if (wire.lostRaces > 0) {
      wire.lostRaces -= 1;
      this.connection.close(policyViolation, 'Connection limit reached');
      return;
    }
    this.connection.send(frames.connected());
    this.#armHeartbeat();
    this.#armDeadline();
  }

  /** Live: replays write their frames themselves. */
  deliverSignal(signal: Published): void {
    const { reorder } = this.#world.wire;
    if (reorder === undefined) this.#sendSignal(signal);
    else if (this.#isSubscribedTo(signal)) this.#held.hold(signal, reorder);
  }

  deliverPositions(positions: Published): void {
    if (this.connection.live.has(`strategy.positions:${positions.strategyId}`)) {
      this.connection.sendData(this.#world.frames.positions(positions));
    }
  }

  /** Lets go what a reordering fault holds back. */
  releaseHeld(): void {
    this.#held.release();
  }

  #receive(text: string): void {
    const { clock, frames, wire } = this.#world;
    const message = readClientMessage(text, clock.now());
    if (message.type === 'invalid') {
      this.connection.send(frames.error(message.errors, message.requestId));
    } else if (message.type === 'heartbeat.ack') {
      this.#armDeadline();
    } else if (wire.ackDelayMs > 0) {
      // The whole request is late, so that its ack still comes before its data.
      clock.setTimer(wire.ackDelayMs, () => this.#apply(message.request));
    } else {
      this.#apply(message.request);
    }
  }

  #apply(request: SubscriptionRequest): void {
    const { settings, wire, watch } = this.#world;
    const { live } = this.connection;
    const name = `${request.channel}:${request.strategyId}`;
    if (wire.acks === 'ignored') return;
    if (request.action === 'unsubscribe') {
      live.delete(name);
      this.#silent.delete(name);
      if (settings.variants.unsubscribeAck === 'sent') this.#sendAck(request);
    } else if (!isAllowed(settings, request.strategyId)) {
      this.#refuse(request, 'Not authorized to subscribe to Strategy');
    } else if (!live.has(name) && live.size >= settings.subscriptionLimit) {
      this.#refuse(request, `Limit of ${settings.subscriptionLimit} subscriptions per connection`);
    } else {
      this.#subscribe(request, name);
    }
    watch.changed();
  }

  /** In one turn, so that no live signal comes between replayed ones and none is lost after them. */
  #subscribe(request: SubscriptionRequest, name: string): void {
    const { settings, frames, journal } = this.#world;
    const { ackOrder, afterGap, initialPositions } = settings.variants;
    // What is held back was published before: replayed as well, it would come twice.
    this.#held.release();
    if (ackOrder === 'before-replay') this.#sendAck(request);
    const exceeded = request.resumeFrom > 0 && this.#replay(request);
    if (ackOrder === 'after-replay') this.#sendAck(request);
    if (exceeded) {
      this.connection.sendData(
        frames.gap(request.strategyId, request.resumeFrom, settings.replayLimit),
      );
    }
    this.connection.live.add(name);
    if (exceeded && afterGap === 'silence') this.#silent.add(name);
    else this.#silent.delete(name);
    if (initialPositions === 'sent' && request.channel === 'strategy.positions') {
      const current = journal.positions.findLast((one) => one.strategyId === request.strategyId);
      if (current !== undefined) this.deliverPositions(current);
    }
  }

  /** Says whether there were more than the replay limit. */
  #replay({ strategyId, resumeFrom }: SubscriptionRequest): boolean {
    const { settings, frames, journal } = this.#world;
    const { replayLimit, variants } = settings;
    const missed = journal.after(strategyId, resumeFrom);
    const replayed =
      variants.replayWindow === 'oldest'
        ? missed.slice(0, replayLimit)
        : missed.slice(Math.max(0, missed.length - replayLimit));
    for (const signal of replayed) this.connection.sendData(frames.signal(signal, 'replay'));
    return missed.length > replayLimit;
  }

  #isSubscribedTo(signal: Published): boolean {
    const name = `strategy.signal:${signal.strategyId}`;
    return this.connection.live.has(name) && !this.#silent.has(name);
  }

  #sendSignal(signal: Published): void {
    if (!this.#isSubscribedTo(signal)) return;
    const { frames, settings, wire } = this.#world;
    const frame = frames.signal(signal, 'live');
    if (settings.variants.unknownMessages === 'sent') this.connection.sendData(frames.unknown());
    const text = wire.truncated.has(signal.seqId) ? truncated(frame) : frame;
    this.connection.sendData(text);
    if (wire.dataTwice) this.connection.sendData(text);
  }

  #sendAck(request: SubscriptionRequest): void {
    const { frames, wire } = this.#world;
    if (wire.acks === 'sent') this.connection.send(frames.ack(request));
  }

  /** That the limit is reported with the code of a missing right is inferred. */
  #refuse(request: SubscriptionRequest, message: string): void {
    const error = { code: 'FORBIDDEN', field: 'StrategyId', message } as const;
    this.connection.send(this.#world.frames.error([error], request.requestId));
  }

  #armHeartbeat(): void {
    const { clock, frames, settings } = this.#world;
    this.#cancelHeartbeat = clock.setTimer(settings.heartbeatMs, () => {
      if (settings.variants.unknownMessages === 'sent') this.connection.sendData(frames.unknown());
      this.connection.sendData(frames.heartbeat());
      this.#armHeartbeat();
    });
  }

  #armDeadline(): void {
    const { clock, settings } = this.#world;
    this.#cancelDeadline();
    const wait = settings.heartbeatMs + settings.heartbeatGraceMs;
    this.#cancelDeadline = clock.setTimer(wait, () => {
      // Who gets no heartbeat need not acknowledge it.
      if (this.connection.muted) this.#armDeadline();
      // The guides do not say which close code it is.
      else this.connection.close(policyViolation, 'Heartbeat was not acknowledged');
    });
  }

  #end(): void {
    this.#world.sessions.delete(this);
    this.#cancelHeartbeat();
    this.#cancelDeadline();
    this.#held.discard();
  }
}
