import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { WebSocketServer, type WebSocket } from 'ws';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The server's end of one connection. */
export interface Peer {
  readonly socket: WebSocket;
  /** The client's texts. */
  readonly received: string[];
  /** An object goes as JSON, a text as it is. */
  send(message: object | string): void;
  /** Confirms a subscribe or an unsubscribe, and answers a ping. */
  answer(text: string): void;
}

export interface Script {
  /** What follows a text of the client; by default it is answered. */
  readonly receive?: (peer: Peer, text: string) => void;
  readonly rest?: (request: IncomingMessage) => Answer;
}

/** A real server that says whatever a test wants it to say, and otherwise confirms what it is asked for. */
export class ScriptedVenue implements AsyncDisposable {
  /** All that ever connected. */
  readonly peers: Peer[] = [];
  /** Every REST request: path and query. */
  readonly targets: string[] = [];
  readonly #script: Script;
  readonly #changes = new EventEmitter();
  readonly #server = createServer((request, response) => {
    this.targets.push(request.url ?? '');
    const { status, headers, body } = this.#script.rest?.(request) ?? emptyBook(request);
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
    this.#changes.emit('changed');
  });
  /** Whether nobody who dials is let in. */
  refuses = false;
  readonly #sockets = new WebSocketServer({
    server: this.#server,
    verifyClient: (_info, decide) => decide(!this.refuses, 503),
  });

  private constructor(script: Script) {
    this.#script = script;
    this.#changes.setMaxListeners(0);
    this.#sockets.on('connection', (socket) => this.#accept(socket));
  }

  static async open(script: Script = {}): Promise<ScriptedVenue> {
    const venue = new ScriptedVenue(script);
    venue.#server.listen(0, '127.0.0.1');
    await once(venue.#server, 'listening');
    return venue;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}/ws`;
  }

  get restUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
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

  #accept(socket: WebSocket): void {
    const send = (message: object | string): void =>
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    const peer: Peer = { socket, received: [], send, answer: (text) => answer(send, text) };
    this.peers.push(peer);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#changes.emit('changed'));
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      peer.received.push(text);
      if (this.#script.receive) this.#script.receive(peer, text);
      else peer.answer(text);
      this.#changes.emit('changed');
    });
    this.#changes.emit('changed');
  }
}

function answer(send: (message: object | string) => void, text: string): void {
  const message = JSON.parse(text) as string | Record<string, unknown>;
  if (message === 'Ping') return send('"Pong"');
  for (const [action, kind] of Object.entries(message)) send({ [`${action}Confirmation`]: kind });
}

export function ok(body: unknown): Answer {
  return { status: 200, body: JSON.stringify(body) };
}

/** What REST says of an account that has nothing. */
function emptyBook({ url = '' }: IncomingMessage): Answer {
  const { pathname } = new URL(url, 'http://venue');
  const bodies: Record<string, object> = {
    '/open-orders': { orders: null, pageNumber: 0, pageSize: 100 },
    '/position': { positions: null },
    '/collateral': { collaterals: {} },
    '/order-events': { orderEvents: null },
    '/position-funding-events': { events: null },
    '/candles': { candles: [] },
  };
  const body = bodies[pathname];
  return body ? ok(body) : { status: 404, body: '' };
}
