import type { Socket, SocketEnd, SocketListener } from '../../src/platform.ts';
import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';

export interface NetworkTraits {
  /** Milliseconds one way: at least `base`, mostly below `base + jitter`. */
  readonly base: number;
  readonly jitter: number;
  /** How probable it is that a message takes up to `spike` milliseconds. */
  readonly spikes: number;
  readonly spike: number;
  /** Whether the transport tells of TCP, of the HTTP status, and can ping and pause. */
  readonly tellsConnected: boolean;
  readonly tellsStatus: boolean;
  readonly canPing: boolean;
  readonly canPause: boolean;
}

/** What the venue decides about a dial. */
export type Verdict = 'accept' | 'refuse' | 'black-hole' | 'never-upgrade' | SocketEnd;

/** The venue's end of a connection. */
export interface Receiver {
  opened(): void;
  text(text: string): void;
  gone(): void;
}

export interface Host {
  decide(endpoint: string): Verdict;
  accept(link: Link): Receiver;
  /** The client has sent it: the venue will get it later, or never. */
  sent(link: Link, text: string): void;
}

/** Virtual TCP: each direction keeps its order, and takes its time. */
export class Network {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly traits: NetworkTraits;
  readonly host: Host;
  /** Until when the client's process stands still. */
  frozenUntil = 0;

  constructor(timeline: Timeline, random: Random, traits: NetworkTraits, host: Host) {
    this.timeline = timeline;
    this.random = random;
    this.traits = traits;
    this.host = host;
  }

  latency(): number {
    const { base, jitter, spikes, spike } = this.traits;
    if (this.random.chance(spikes)) return this.random.between(base, spike);
    return base + this.random.next() * jitter;
  }

  /** Something happens in the client's process: not while that stands still. */
  inClient(at: number, task: () => void): void {
    this.timeline.at(at, () => {
      if (this.timeline.now < this.frozenUntil) this.inClient(this.frozenUntil, task);
      else task();
    });
  }

  open(endpoint: string, listener: SocketListener): Link {
    return new Link(this, endpoint, listener);
  }
}

/** A connection, from its dial on. Its client's side is the transport's `Socket`. */
export class Link implements Socket {
  readonly endpoint: string;
  readonly ping?: () => void;
  readonly pause?: () => void;
  readonly resume?: () => void;
  /** Since when what the client reads is kept back. */
  pausedSince: number | undefined;
  /** The client has let go of it, or was told of its end. */
  isOver = false;
  /** It goes on telling what is under way to a client that has let go of it, as careless transports do. */
  readonly #isCareless: boolean;
  /** When reading went on after a pause, which proves nothing. */
  resumedAt = 0;
  /** Since when nothing passes any more, and nobody was told. */
  halfOpenSince: number | undefined;
  readonly #network: Network;
  readonly #listener: SocketListener;
  #receiver: Receiver | undefined;
  #toClient = 0;
  #toVenue = 0;
  #slack = 0;
  #isAbandoned = false;
  /** Under way to the client, in order. */
  readonly #pipe: (() => void)[] = [];
  readonly #inbox: (() => void)[] = [];

  constructor(network: Network, endpoint: string, listener: SocketListener) {
    this.#network = network;
    this.endpoint = endpoint;
    this.#listener = listener;
    this.#isCareless = network.random.chance(0.3);
    const { canPing, canPause } = network.traits;
    if (canPing) this.ping = () => this.#toVenueSide(() => this.#toClientSide(this.#pong));
    if (canPause) {
      this.pause = () => this.#pause();
      this.resume = () => this.#resume();
    }
    network.timeline.after(network.latency(), () => this.#arrive());
  }

  get isPaused(): boolean {
    return this.pausedSince !== undefined;
  }

  send(text: string): void {
    this.#network.host.sent(this, text);
    this.#toVenueSide(() => this.#receiver?.text(text));
  }

  abandon(): Promise<void> {
    this.#isAbandoned = !this.isOver;
    this.isOver = true;
    const { timeline, random } = this.#network;
    if (this.halfOpenSince === undefined) {
      timeline.after(this.#network.latency() + random.between(0, 1000), () => this.#forget());
    }
    return Promise.resolve();
  }

  /** From the venue to the client. */
  deliver(text: string): void {
    if (this.#receiver) this.#toClientSide(() => this.#listener.frame(text));
  }

  /** The venue closes; what it has sent before still arrives. */
  close(end: SocketEnd): void {
    if (!this.#receiver) return;
    this.#toClientSide(() => this.#end(end));
    this.#forget();
  }

  /** The connection breaks: what is under way is lost. */
  cut(): void {
    if (this.isOver || this.halfOpenSince !== undefined) return;
    this.#listenerLater(() => this.#end({ code: 1006 }));
    this.#toClient = Number.POSITIVE_INFINITY;
    this.#pipe.length = 0;
    this.#forget();
  }

  /** From now on nothing passes, and neither side is told. */
  halfOpen(): void {
    if (this.isOver || this.halfOpenSince !== undefined) return;
    const { timeline, random } = this.#network;
    this.halfOpenSince = timeline.now;
    timeline.after(random.between(0, 40_000), () => this.#forget());
  }

  /** What the venue sends takes this much longer; what comes later waits behind it. */
  stall(milliseconds: number): void {
    this.#toClient = Math.max(this.#toClient, this.#network.timeline.now + milliseconds);
  }

  readonly #pong = (): void => this.#listener.pong();

  #arrive(): void {
    if (this.isOver) return;
    const verdict = this.#network.host.decide(this.endpoint);
    const { tellsConnected, tellsStatus } = this.#network.traits;
    if (verdict === 'black-hole') return;
    if (verdict === 'refuse') {
      this.#toClientSide(() => this.#end({ error: new Error('refused') }));
      return;
    }
    if (tellsConnected) this.#toClientSide(() => this.#listener.connected());
    if (verdict === 'never-upgrade') return;
    if (verdict !== 'accept') {
      const end = tellsStatus ? verdict : { code: 1006 };
      this.#toClientSide(() => this.#end(end));
      return;
    }
    this.#receiver = this.#network.host.accept(this);
    this.#toClientSide(() => this.#listener.opened());
    this.#receiver.opened();
  }

  #end(end: SocketEnd): void {
    this.isOver = true;
    this.#listener.closed(end);
  }

  #forget(): void {
    const receiver = this.#receiver;
    this.#receiver = undefined;
    receiver?.gone();
  }

  #toVenueSide(task: () => void): void {
    const { timeline } = this.#network;
    this.#toVenue = Math.max(this.#toVenue, timeline.now + this.#network.latency());
    timeline.at(this.#toVenue, () => {
      if (this.halfOpenSince === undefined) task();
    });
  }

  #toClientSide(task: () => void): void {
    const at = Math.max(this.#toClient, this.#network.timeline.now + this.#network.latency());
    if (at === Number.POSITIVE_INFINITY) return;
    this.#toClient = at;
    this.#pipe.push(task);
    // A process that stood still may be called out of order, but does not read so.
    this.#network.inClient(at, () => {
      const next = this.#pipe.shift();
      if (next && this.halfOpenSince === undefined) this.#read(next);
    });
  }

  #listenerLater(task: () => void): void {
    const { timeline } = this.#network;
    this.#network.inClient(timeline.now + this.#network.latency(), () => this.#read(task));
  }

  #read(task: () => void): void {
    if (this.isOver && !(this.#isCareless && this.#isAbandoned)) return;
    // What was read before the pause is still told.
    const isHeld = this.isPaused && this.#slack === 0;
    if (isHeld || this.#inbox.length > 0) {
      this.#inbox.push(task);
      return;
    }
    if (this.isPaused) this.#slack -= 1;
    task();
  }

  #pause(): void {
    this.pausedSince = this.#network.timeline.now;
    this.#slack = this.#network.random.below(3);
  }

  #resume(): void {
    this.pausedSince = undefined;
    this.resumedAt = this.#network.timeline.now;
    this.#slack = 0;
    this.#network.inClient(this.#network.timeline.now, () => {
      while (!this.isPaused && !this.isOver) {
        const task = this.#inbox.shift();
        if (!task) return;
        task();
      }
    });
  }
}
