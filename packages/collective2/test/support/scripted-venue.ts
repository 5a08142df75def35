import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type WebSocket } from 'ws';

export type Message = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The server's end of one connection. */
export interface Peer {
  readonly socket: WebSocket;
  /** The client's messages. */
  readonly received: Message[];
  /** An object is a message of the venue, to which an `id`, a time and `v` are added; a text goes as it is. */
  send(message: Message | string): void;
  acknowledge(request: Message | undefined): void;
}

export interface Script {
  /** Refuses an upgrade. */
  readonly refuse?: (request: IncomingMessage) => Answer | undefined;
  readonly greet?: (peer: Peer) => void;
  /** What follows a message of the client; by default a request is acknowledged. */
  readonly receive?: (peer: Peer, message: Message) => void;
  readonly rest?: (request: IncomingMessage) => Answer;
}

/**
 * A real server that says whatever a test wants it to say: for what the simulated venue, which keeps to the guides,
 * never does.
 */
export class ScriptedVenue implements AsyncDisposable {
  /** All that ever connected. */
  readonly peers: Peer[] = [];
  /** `Authorization` of every dial and every REST request. */
  readonly credentials: (string | undefined)[] = [];
  readonly #script: Script;
  readonly #changes = new EventEmitter();
  readonly #webSockets = new WebSocketServer({ noServer: true, maxPayload: 1 << 26 });
  readonly #server = createServer((request, response) => {
    this.credentials.push(request.headers.authorization);
    const { status, headers, body } = this.#script.rest?.(request) ?? ok('{"Results":[]}');
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
  });

  private constructor(script: Script) {
    this.#script = script;
    this.#changes.setMaxListeners(0);
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
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
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.credentials.push(request.headers.authorization);
    const refusal = this.#script.refuse?.(request);
    if (refusal) {
      const lines = Object.entries({
        'Content-Length': Buffer.byteLength(refusal.body),
        ...refusal.headers,
      });
      const header = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      socket.end(`HTTP/1.1 ${refusal.status} Refused\r\n${header}\r\n${refusal.body}`);
      this.#changes.emit('changed');
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket));
  }

  #accept(socket: WebSocket): void {
    const send = (message: Message | string): void =>
      socket.send(typeof message === 'string' ? message : JSON.stringify(enveloped(message)));
    const peer: Peer = {
      socket,
      received: [],
      send,
      acknowledge: (request) =>
        send({ msg_type: 'subscription.ack', request_id: request?.['request_id'] }),
    };
    this.peers.push(peer);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#changes.emit('changed'));
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Message;
      peer.received.push(message);
      if (this.#script.receive) this.#script.receive(peer, message);
      else if (message['msg_type'] === 'subscription.request') peer.acknowledge(message);
      this.#changes.emit('changed');
    });
    if (this.#script.greet) this.#script.greet(peer);
    else peer.send({ msg_type: 'connection.connected' });
    this.#changes.emit('changed');
  }
}

export function ok(body: string): Answer {
  return { status: 200, body };
}

/** The requests among a client's messages. */
export function requests(peer: Peer, action?: 'subscribe' | 'unsubscribe'): Message[] {
  return peer.received.filter(
    ({ msg_type: type, payload }) =>
      type === 'subscription.request' &&
      (action === undefined || (payload as Message)['action'] === action),
  );
}

let sent = 0;

function enveloped(message: Message): Message {
  sent += 1;
  return { id: `msg_${sent}`, timestamp: new Date().toISOString(), v: 4, ...message };
}
