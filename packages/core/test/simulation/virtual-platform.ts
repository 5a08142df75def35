import type {
  Fetch,
  FetchResponse,
  Platform,
  Scheduler,
  SocketListener,
  Transport,
} from '../../src/platform.ts';
import type { Link, Network } from './network.ts';
import type { Random } from './random.ts';
import { epochStart, type VenueServer } from './venue-server.ts';

export interface VirtualPlatformOptions {
  readonly network: Network;
  readonly server: VenueServer;
  readonly random: Random;
  /** Milliseconds by which the client's clock is ahead. */
  readonly skew: () => number;
}

/** What a real client needs of its world, in virtual time. */
export class VirtualPlatform implements Platform {
  /** The process has died: nothing of the world reaches it any more. */
  isDead = false;
  readonly links = new Set<Link>();
  /** What would keep the process alive. */
  readonly timers = new Set<() => void>();
  readonly transport: Transport;
  readonly scheduler: Scheduler;
  readonly fetch: Fetch;
  readonly #options: VirtualPlatformOptions;

  constructor(options: VirtualPlatformOptions) {
    this.#options = options;
    const { network, random, skew } = options;
    this.transport = {
      open: (request, listener) => this.#open(request.url, listener),
    };
    this.scheduler = {
      now: () => network.timeline.now,
      epoch: () => epochStart + network.timeline.now + skew(),
      after: (milliseconds, callback) => this.#after(milliseconds, callback),
      random: () => random.next(),
    };
    this.fetch = (url, { signal }) => this.#fetch(new URL(url).pathname, signal);
  }

  /** The process dies, and its sockets with it. */
  die(): void {
    this.isDead = true;
    for (const link of this.links) void link.abandon();
    for (const cancel of [...this.timers]) cancel();
  }

  #open(url: string, listener: SocketListener): Link {
    const endpoint = new URL(url).pathname.slice(1);
    const alive = <Args extends unknown[]>(tell: (...args: Args) => void) => {
      return (...args: Args): void => {
        if (!this.isDead) tell(...args);
      };
    };
    const link = this.#options.network.open(endpoint, {
      connected: alive(() => listener.connected()),
      opened: alive(() => listener.opened()),
      frame: alive((text: string) => listener.frame(text)),
      pong: alive(() => listener.pong()),
      closed: alive((end) => listener.closed(end)),
    });
    for (const other of this.links) if (other.isOver) this.links.delete(other);
    this.links.add(link);
    return link;
  }

  #after(milliseconds: number, callback: () => void): () => void {
    const { network } = this.#options;
    let isOver = false;
    const cancel = (): void => {
      isOver = true;
      this.timers.delete(cancel);
    };
    this.timers.add(cancel);
    network.inClient(network.timeline.now + milliseconds, () => {
      if (isOver) return;
      cancel();
      callback();
    });
    return cancel;
  }

  #fetch(path: string, signal: AbortSignal): Promise<FetchResponse> {
    const { network, server } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<FetchResponse>();
    const onAbort = (): void => reject(new Error('aborted'));
    signal.addEventListener('abort', onAbort, { once: true });
    const answer = (status: number, body: unknown): void => {
      network.inClient(network.timeline.now, () => {
        signal.removeEventListener('abort', onAbort);
        if (this.isDead) return;
        const text = (): Promise<string> => Promise.resolve(JSON.stringify(body ?? {}));
        resolve({ status, headers: { get: () => null }, text });
      });
    };
    const [, channel = '', topic = ''] = path.split('/').map(decodeURIComponent);
    const latency = (): number => network.latency();
    if (topic) server.rest(server.log(channel, topic), latency, answer);
    else {
      const status = server.isKeyBad ? 401 : 200;
      network.timeline.after(latency(), () => answer(status, undefined));
    }
    return promise;
  }
}
