import { EventEmitter, once } from 'node:events';

import { WebSocket } from 'ws';

export type Message = Readonly<Record<string, unknown>>;

/** A real `ws` client that keeps everything it got and can wait for it. */
export class JsonClient implements AsyncDisposable {
  readonly messages: Message[] = [];
  /** Frames that are not JSON objects, and binary ones. */
  readonly oddities: string[] = [];
  readonly socket: WebSocket;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #events = new EventEmitter();
  #taken = 0;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.socket = new WebSocket(url, { headers });
    this.socket.on('message', (data: Buffer, isBinary) => {
      const message = isBinary ? undefined : parse(data.toString());
      if (message === undefined) this.oddities.push(data.toString());
      else this.messages.push(message);
      this.#events.emit('changed');
    });
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.#events.emit('changed');
      });
    });
  }

  /** The next message that was not taken. */
  async next(): Promise<Message> {
    await this.until(() => this.messages.length > this.#taken);
    this.#taken += 1;
    return this.messages[this.#taken - 1] ?? {};
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error('The connection is closed.');
      await once(this.#events, 'changed');
    }
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** All that the server sent before it answered this ping. */
  async flushed(): Promise<readonly Message[]> {
    this.socket.ping();
    await once(this.socket, 'pong');
    return this.messages;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.socket.terminate();
    return Promise.resolve();
  }
}

function parse(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
