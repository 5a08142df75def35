import { EventEmitter, once } from 'node:events';

import { WebSocket } from 'ws';

export type Message = Readonly<Record<string, unknown>>;

/** A real `ws` client that keeps everything it got and can wait for it. */
export class TestClient implements AsyncDisposable {
  readonly messages: Message[] = [];
  /** Frames that are not JSON objects, and binary ones. */
  readonly oddities: string[] = [];
  readonly socket: WebSocket;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #events = new EventEmitter();
  #taken = 0;

  constructor(url: string, key: string | undefined = 'simulator-key') {
    this.socket = new WebSocket(url, {
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    });
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

  /** Opens and takes the first message. */
  static async open(url: string, key?: string): Promise<TestClient> {
    const client = new TestClient(url, key);
    await client.take('connection.connected');
    return client;
  }

  /** The next message that was not taken; it has to be of this type. */
  async take(type: string): Promise<Message> {
    await this.until(() => this.messages.length > this.#taken);
    const message = this.messages[this.#taken];
    this.#taken += 1;
    if (message?.['msg_type'] !== type) {
      throw new Error(`Expected ${type}, got ${JSON.stringify(message)}`);
    }
    return message;
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

export function subscription(
  strategyId: unknown,
  {
    at = Date.now(),
    envelope = {},
    ...payload
  }: { at?: number; envelope?: Message; [field: string]: unknown } = {},
): Message {
  return {
    msg_type: 'subscription.request',
    request_id: 'my-sub-001',
    timestamp: new Date(at).toISOString(),
    payload: {
      action: 'subscribe',
      channel: 'strategy.signal',
      strategy_id: strategyId,
      ...payload,
    },
    ...envelope,
  };
}

export function seqIds(messages: readonly Message[]): unknown[] {
  return messages
    .filter((message) => message['msg_type'] === 'strategy.signal')
    .map((message) => message['seq_id']);
}

function parse(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
