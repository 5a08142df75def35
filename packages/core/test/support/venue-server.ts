import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import type { Duplex } from 'node:stream';

import { WebSocketServer } from 'ws';

import { VenueConnection, type ClientFrame } from './venue-connection.ts';

export interface VenueEvent {
  readonly n: number;
  readonly id: string;
  readonly at: number;
  readonly data: unknown;
}

interface Topic {
  readonly events: VenueEvent[];
  readonly rows: Map<string, Record<string, unknown>>;
  whole: unknown;
}

/** What the venue does wrong, for as long as it is set. */
export interface Faults {
  /** Dials are answered with this instead of an upgrade. */
  refuse?: { readonly status: number; readonly retryAfter?: string } | undefined;
  /** Dials are never answered. */
  ignoreUpgrades: boolean;
  withholdWelcome: boolean;
  /** A key that is refused is repeated in the refusal. */
  echo: boolean;
  withholdPongs: boolean;
  /** A refusal that can be tried again ends the connection, and names no request. */
  hangsUp: boolean;
  /** Refusals do not name their request. */
  anonymous: boolean;
  /** Requests of these channels have their effect, but no acknowledgement. */
  readonly unacknowledged: Set<string>;
  /** Requests of these channels have no effect at all. */
  readonly ignored: Set<string>;
  /** No snapshot comes on these channels. */
  readonly withoutSnapshot: Set<string>;
  /** Nothing is sent on these channels; it happens all the same. */
  readonly mute: Set<string>;
  /** REST answers with this. */
  rest?:
    | { readonly status: number; readonly body: string; readonly retryAfter?: string }
    | undefined;
  /** REST does not answer. */
  withholdRest: boolean;
  /** What the `Date` of REST's answers says. */
  restDate?: string | undefined;
  replayLimit: number;
}

/** A small trading venue on loopback: HTTP and WebSocket on one port, all that it was told and asked, and faults. */
export class TestVenue implements AsyncDisposable {
  /** Those that are good; the first is given to clients. */
  readonly keys = new Set(['test-key-2f7c91']);
  readonly faults: Faults = {
    ignoreUpgrades: false,
    withholdWelcome: false,
    echo: false,
    withholdPongs: false,
    hangsUp: false,
    anonymous: false,
    unacknowledged: new Set(),
    ignored: new Set(),
    withoutSnapshot: new Set(),
    mute: new Set(),
    withholdRest: false,
    replayLimit: 1000,
  };
  /** Those that are open now, and how many there were at most. */
  readonly connections: VenueConnection[] = [];
  peakConnections = 0;
  /** Every frame of a client, in order. */
  readonly received: ClientFrame[] = [];
  /** Every upgrade that was asked for. */
  dials = 0;
  /** The path of every REST request. */
  readonly requests: string[] = [];
  readonly #http: Server;
  readonly #webSocket = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #tcp = new Set<TcpSocket>();
  readonly #topics = new Map<string, Topic>();
  readonly #events = new EventEmitter();
  readonly #withheld: (() => void)[] = [];
  #port = 0;
  #latest = 0;

  private constructor() {
    this.#http = createServer((request, response) => this.#rest(request, response));
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#http.on('connection', (socket: TcpSocket) => {
      this.#tcp.add(socket);
      socket.on('close', () => this.#tcp.delete(socket));
    });
    this.#events.setMaxListeners(0);
  }

  static async start(): Promise<TestVenue> {
    const venue = new TestVenue();
    await venue.listen();
    return venue;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  get restUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get key(): string {
    return [...this.keys][0] ?? '';
  }

  /** The connection that is open, where there is one. */
  get only(): VenueConnection {
    const [first, second] = this.connections;
    if (!first || second) throw new Error(`There are ${this.connections.length} connections.`);
    return first;
  }

  /** Epoch milliseconds and a fraction: no two moments are the same. */
  now(): number {
    this.#latest = Math.max(this.#latest + 0.001, performance.timeOrigin + performance.now());
    return this.#latest;
  }

  /** Requests of clients, as `subscribe trades:a`. */
  get asked(): string[] {
    return this.received.flatMap(({ message }) =>
      message.channel === undefined ? [] : `${message.do} ${message.channel}:${message.topic}`,
    );
  }

  async listen(): Promise<void> {
    this.#http.listen(this.#port, '127.0.0.1');
    await once(this.#http, 'listening');
    this.#port = (this.#http.address() as AddressInfo).port;
  }

  /** The port is closed, and every connection with it. */
  async stop(): Promise<void> {
    const closed = once(this.#http, 'close');
    this.#http.close();
    for (const socket of this.#tcp) socket.destroy();
    await closed;
  }

  /** Every connection is gone, without a word. */
  drop(): void {
    for (const connection of [...this.connections]) connection.drop();
  }

  /** A new event of a topic: kept, and sent to whom it may concern. */
  publish(channel: string, topic: string, data: unknown, id?: string): VenueEvent {
    const { events, rows } = this.#topic(channel, topic);
    const event: VenueEvent = {
      n: (events.at(-1)?.n ?? 0) + 1,
      id: id ?? `${channel}-${topic}-${events.length + 1}`,
      at: this.now(),
      data,
    };
    events.push(event);
    this.#topic(channel, topic).whole = data;
    for (const [key, row] of rowsOf(data)) rows.set(key, { ...rows.get(key), ...row });
    if (!this.faults.mute.has(channel)) this.send(channel, topic, event);
    return event;
  }

  /** To those who subscribe the topic, and nothing is kept. */
  send(channel: string, topic: string, fields: object): void {
    for (const connection of this.connections) {
      if (connection.subscriptions.has(`${channel}:${topic}`))
        connection.send({ kind: 'data', channel, topic, ...this.#shown(channel, fields) });
    }
  }

  events(channel: string, topic: string): readonly VenueEvent[] {
    return this.#topic(channel, topic).events;
  }

  /** The full state of a topic: its rows, or its latest value. */
  state(channel: string, topic: string): unknown {
    const { rows, whole } = this.#topic(channel, topic);
    return rows.size > 0 || channel !== 'prices' ? { rows: Object.fromEntries(rows) } : whole;
  }

  /** Waits for a state of the venue, not for a time. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await once(this.#events, 'changed');
  }

  changed(): void {
    this.#events.emit('changed');
  }

  /** A row ends, and nobody is told. */
  end(channel: string, topic: string, row: string): void {
    this.#topic(channel, topic).rows.delete(row);
  }

  /** What REST withheld is answered now. */
  answer(): void {
    this.faults.withholdRest = false;
    for (const respond of this.#withheld.splice(0)) respond();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#http.listening) await this.stop();
    for (const socket of this.#tcp) socket.destroy();
  }

  /** Only what is numbered at this venue shows its number; states show neither that nor a name. */
  #shown(channel: string, fields: object): object {
    const { n, id, ...others } = { n: undefined, id: undefined, ...fields };
    if (channel === 'trades') return { ...others, n, id };
    return channel === 'fills' ? { ...others, id } : others;
  }

  #topic(channel: string, name: string): Topic {
    const key = `${channel}:${name}`;
    let topic = this.#topics.get(key);
    if (!topic) {
      topic = { events: [], rows: new Map(), whole: { price: '0' } };
      this.#topics.set(key, topic);
    }
    return topic;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.dials += 1;
    this.changed();
    const { refuse, ignoreUpgrades } = this.faults;
    if (ignoreUpgrades) return;
    if (refuse) {
      const retry = refuse.retryAfter === undefined ? '' : `Retry-After: ${refuse.retryAfter}\r\n`;
      socket.end(`HTTP/1.1 ${refuse.status} Refused\r\n${retry}Content-Length: 0\r\n\r\n`);
      return;
    }
    this.#webSocket.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new VenueConnection(this, webSocket, request.url ?? '/');
      this.connections.push(connection);
      this.peakConnections = Math.max(this.peakConnections, this.connections.length);
      webSocket.on('close', () => {
        this.connections.splice(this.connections.indexOf(connection), 1);
        this.changed();
      });
      this.changed();
    });
  }

  #rest(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.restUrl);
    this.requests.push(url.pathname);
    const respond = (): void => this.#respond(request, url, response);
    if (this.faults.withholdRest) this.#withheld.push(respond);
    else respond();
    this.changed();
  }

  #respond(request: IncomingMessage, url: URL, response: ServerResponse): void {
    const { rest } = this.faults;
    const key = request.headers.authorization?.replace('Bearer ', '') ?? '';
    if (this.faults.restDate) response.setHeader('date', this.faults.restDate);
    const retry = rest?.retryAfter === undefined ? {} : { 'retry-after': rest.retryAfter };
    if (rest) response.writeHead(rest.status, retry).end(rest.body);
    else if (!this.keys.has(key)) response.writeHead(401).end('{"reason":"no such key"}');
    else if (url.pathname === '/echo') request.pipe(response);
    else response.end(JSON.stringify(this.#resource(url)));
  }

  #resource({ pathname, searchParams }: URL): unknown {
    const name = searchParams.get('topic') ?? '';
    const channel = pathname.slice(1);
    return channel === 'fills' ? { events: this.events(channel, name) } : this.state(channel, name);
  }
}

function rowsOf(data: unknown): [string, Record<string, unknown>][] {
  if (typeof data !== 'object' || data === null || !('rows' in data)) return [];
  return Object.entries(data.rows as Record<string, Record<string, unknown>>);
}
