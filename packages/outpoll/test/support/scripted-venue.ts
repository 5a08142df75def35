import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';

import { WebSocketServer, type WebSocket } from 'ws';

import type { EndpointName } from '../../src/index.ts';

export type Message = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** The server's end of one connection. */
export interface Peer {
  readonly endpoint: string;
  readonly socket: WebSocket;
  /** The client's messages. */
  readonly received: Message[];
  /** An object goes as JSON, a text as it is. */
  send(message: object | string): void;
  /** What the pages say to a message of the client. */
  answer(message: Message): void;
}

export interface Script {
  /** What follows a message of the client; by default it is answered. */
  readonly receive?: (peer: Peer, message: Message) => void;
  readonly rest?: (asked: Asked) => Answer | undefined;
}

const paths: Readonly<Record<EndpointName, string>> = {
  orderBook: '/event/ws',
  chanceHistory: '/ws',
  orderUpdates: '/order/ws',
  balanceUpdates: '/balance/ws',
  // The documented path of two hosts is one path here.
  orderFeed: '/history/order/ws',
  activityFeed: '/history/ws',
  lastTrades: '/last-trades/ws',
};

/**
 * A real server that says whatever a test wants it to say: for what the simulated venue, which keeps to the pages, never
 * does.
 */
export class ScriptedVenue implements AsyncDisposable {
  /** All that ever connected. */
  readonly peers: Peer[] = [];
  readonly asked: Asked[] = [];
  readonly #script: Script;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #server = createServer(
    (request, response) => void this.#answer(request, response).catch(() => response.destroy()),
  );
  readonly #sockets = new WebSocketServer({ server: this.#server });

  private constructor(script: Script) {
    this.#script = script;
    this.#sockets.on('connection', (socket, { url }) => this.#accept(socket, url ?? ''));
  }

  static async open(script: Script = {}): Promise<ScriptedVenue> {
    const venue = new ScriptedVenue(script);
    venue.#server.listen(0, '127.0.0.1');
    await once(venue.#server, 'listening');
    return venue;
  }

  get urls(): Readonly<Record<EndpointName, string>> {
    const url = (name: EndpointName): string => `ws://127.0.0.1:${this.#port}${paths[name]}`;
    return {
      orderBook: url('orderBook'),
      chanceHistory: url('chanceHistory'),
      orderUpdates: url('orderUpdates'),
      balanceUpdates: url('balanceUpdates'),
      orderFeed: url('orderFeed'),
      activityFeed: url('activityFeed'),
      lastTrades: url('lastTrades'),
    };
  }

  get restUrls(): Readonly<Record<'events' | 'balances' | 'history', string>> {
    const url = `http://127.0.0.1:${this.#port}`;
    return { events: url, balances: url, history: url };
  }

  /** The latest connection. */
  get peer(): Peer {
    const peer = this.peers.at(-1);
    if (!peer) throw new Error('Nobody has connected.');
    return peer;
  }

  async until(holds: (venue: this) => boolean): Promise<void> {
    while (!holds(this)) await once(this.#changes, 'changed');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of this.peers) socket.terminate();
    this.#sockets.close();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const asked = {
      method,
      url: new URL(url, 'http://venue'),
      headers,
      body: await textOf(request),
    };
    this.asked.push(asked);
    const answer = this.#script.rest?.(asked) ?? ok({ i: [], p: 0, s: 100, tp: 1 });
    response
      .writeHead(answer.status, { 'Content-Type': 'application/json', ...answer.headers })
      .end(answer.body);
    this.#changes.emit('changed');
  }

  #accept(socket: WebSocket, url: string): void {
    const send = (message: object | string): void =>
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    const [endpoint = ''] = Object.entries(paths).find(([, path]) => path === url) ?? [];
    const answer = (message: Message): void => {
      for (const one of answersOf(endpoint, message)) send(one);
    };
    const peer: Peer = { endpoint, socket, received: [], send, answer };
    this.peers.push(peer);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#changes.emit('changed'));
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Message;
      peer.received.push(message);
      if (this.#script.receive) this.#script.receive(peer, message);
      else peer.answer(message);
      this.#changes.emit('changed');
    });
    this.#changes.emit('changed');
  }
}

function answersOf(endpoint: string, { t, e, o }: Message): readonly Message[] {
  if (t === 'AUTH')
    return [{ t: 'success', d: endpoint === 'balanceUpdates' ? { l: [] } : 'authorized', r: null }];
  if (t === 'REQUEST_DATA') return [{ t: 'PRICES_DATA', e, d: [] }];
  if (endpoint === 'orderBook') return [{ t: `${String(t)}D`, e }];
  if (endpoint === 'chanceHistory') return [{ t: 'success', o, d: { message: 'successful' } }];
  return [];
}

export function ok(body: unknown): Answer {
  return { status: 200, body: JSON.stringify(body) };
}
