import { EventEmitter, once } from 'node:events';

import {
  Client,
  Redactor,
  type Channel,
  type ClientOptions,
  type CursorStore,
  type DiagnosticEvent,
  type Health,
  type Limits,
  type Platform,
  type SubscribeOptions,
  type Subscription,
  type Timing,
  type Venue,
} from '../../src/index.ts';
import { platform as nodePlatform } from '../../src/node/index.ts';
import { platform as webPlatform } from '../../src/web/index.ts';
import {
  createRest,
  fills,
  orders,
  positions,
  type TestRest,
  type TopicParams,
} from './channels.ts';
import type { VenueConnection } from './venue-connection.ts';
import type { TestVenue } from './venue-server.ts';
import { codec, silentCodec } from './wire.ts';

/** Both transports that core has; the name stands in test titles. */
export const platforms = [
  { name: 'ws', platform: nodePlatform },
  { name: 'the standard WebSocket', platform: webPlatform },
] as const;

/** Waits that no test should have to wait for. */
const quick: Partial<Timing> = { backoffBase: 4, backoffCap: 20, close: 100 };

export interface TestClientOptions extends ClientOptions {
  readonly platform?: Platform | undefined;
  readonly key?: string | (() => string | Promise<string>) | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** Changes the venue that core is given. */
  readonly adapt?: ((venue: Venue) => Venue) | undefined;
  /** Milliseconds between two comparisons of the orders with REST. */
  readonly every?: number | undefined;
}

/** Where a test venue is. */
export type VenueAddress = Pick<TestVenue, 'url' | 'restUrl' | 'key'>;

export interface ReadOptions extends SubscribeOptions {
  readonly cursor?: CursorStore | undefined;
}

/** A venue package in small: its tables on core, and a way to read a channel. */
export class TestClient implements AsyncDisposable {
  readonly client: Client;
  /** The channels that need REST. */
  readonly orders: ReturnType<typeof orders>;
  readonly fills: ReturnType<typeof fills>;
  readonly positions: ReturnType<typeof positions>;
  /** All that the observer was told. */
  readonly events: DiagnosticEvent[] = [];
  readonly #told = new EventEmitter().setMaxListeners(0);
  #marks = 0;

  constructor(venue: VenueAddress, options: TestClientOptions = {}) {
    const redactor = new Redactor();
    const key = options.key ?? venue.key;
    let current = typeof key === 'string' ? key : '';
    const keyNow = async (): Promise<string> => {
      if (typeof key === 'function') current = await key();
      redactor.add(current);
      return current;
    };
    const rest = createRest(venue.restUrl, keyNow);
    this.orders = orders(rest, options.every);
    this.fills = fills(rest);
    this.positions = positions(rest);
    const tables = tablesOf(venue.url, rest, keyNow, options.limits);
    this.client = new Client(options.adapt?.(tables) ?? tables, {
      ...options,
      timing: { ...quick, ...options.timing },
      platform: options.platform ?? nodePlatform(),
      redactor,
      explainBody: (text) => text.slice(0, 100),
      observer: (event) => {
        this.events.push(event);
        this.#told.emit('told');
        options.observer?.(event);
      },
    });
  }

  read<Live, Snapshot>(
    channel: Channel<TopicParams, Live, Snapshot>,
    topic: string,
    options?: ReadOptions,
  ): Subscription<Live, Snapshot> {
    return this.client.subscribe(channel, { topic }, options);
  }

  /** The events of one type, as far as there are any. */
  told<Type extends DiagnosticEvent['type']>(
    type: Type,
  ): Extract<DiagnosticEvent, { type: Type }>[] {
    return this.events.filter(
      (event): event is Extract<DiagnosticEvent, { type: Type }> => event.type === type,
    );
  }

  /** Waits until what the observer was told fits, not for a time. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await once(this.#told, 'told');
  }

  /** Waits until the client has read all that the connection sent it until now. */
  async hasRead(connection: VenueConnection): Promise<void> {
    this.#marks += 1;
    const kind = `mark-${this.#marks}`;
    connection.send({ kind });
    await this.until(() => this.told('unknown').some(({ tag }) => tag === kind));
  }

  health(): Health {
    return this.client.health();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.client.close();
  }
}

function tablesOf(
  url: string,
  rest: TestRest,
  key: () => Promise<string>,
  limits: Partial<Limits> = {},
): Venue {
  return {
    name: 'test-venue',
    endpoints: {
      main: {
        codec,
        dial: async () => ({
          url: `${url}/main`,
          greetings: [JSON.stringify({ do: 'auth', key: await key() })],
        }),
        probe: (http) => rest.hello(http),
        ready: 'message',
        limits: { connections: 3, subscriptionsPerConnection: 3, requestsInFlight: 4, ...limits },
        failures: {
          status: { 401: 'fatal', 429: 'backoff', 503: 'backoff' },
          close: { 4001: 'fatal', 1008: 'backoff' },
        },
      },
      bulletin: {
        codec: silentCodec,
        dial: async () => ({
          url: `${url}/bulletin`,
          headers: { authorization: `Bearer ${await key()}` },
        }),
        ready: 'open',
        limits: { connections: 1, subscriptionsPerConnection: 1, requestsInFlight: 1 },
        failures: { status: { 401: 'fatal' }, close: {} },
      },
    },
  };
}
