import type { Duplex } from 'node:stream';

import type { RawData, WebSocket } from 'ws';

import type { ConnectionView } from './connection-view.ts';
import { undo } from './undo.ts';
import type { Undo } from './undo.ts';

export interface ConnectionHandlers {
  message(text: string): void;
  ended(): void;
}

/** The server's end of a WebSocket that can be made to misbehave below the protocol. */
export class Connection implements ConnectionView {
  readonly id: number;
  readonly key: string;
  readonly openedAt: number;
  readonly live = new Set<string>();
  readonly #webSocket: WebSocket;
  readonly #socket: Duplex;
  readonly #released: () => void;
  #handlers: ConnectionHandlers | undefined;
  #open = true;
  #stalls = 0;

  /** `released` is called once, when the server has done with it; the socket may still be closing. */
  constructor(
    webSocket: WebSocket,
    socket: Duplex,
    view: Pick<ConnectionView, 'id' | 'key' | 'openedAt'>,
    released: () => void,
  ) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#released = released;
    this.id = view.id;
    this.key = view.key;
    this.openedAt = view.openedAt;
  }

  get subscriptions(): readonly string[] {
    return [...this.live];
  }

  get open(): boolean {
    return this.#open;
  }

  start(handlers: ConnectionHandlers): void {
    this.#handlers = handlers;
    this.#webSocket.on('message', (data) => {
      if (this.#open) handlers.message(textOf(data));
    });
    // `ws` reports a client's protocol errors here and closes by itself.
    this.#webSocket.on('error', () => undefined);
    this.#webSocket.on('close', () => this.#end());
  }

  send(data: string | Uint8Array): void {
    if (this.#open) this.#webSocket.send(data);
  }

  /** On a stalled connection the server only forgets it: no close frame could reach the client. */
  close(code: number, reason: string): void {
    if (this.#stalls === 0) this.#webSocket.close(code, reason);
    this.#end();
  }

  destroy(): void {
    this.#socket.destroy();
    this.#end();
  }

  /**
   * Stops reading and writing, protocol pings and pongs included, while TCP stays up. Undone, it
   * delivers late what was written meanwhile, as TCP does after an outage; a connection that the
   * server gave up meanwhile is reset instead.
   */
  stall(): Undo {
    this.#stalls += 1;
    this.#webSocket.pause();
    this.#socket.cork();
    return undo(() => {
      this.#stalls -= 1;
      if (!this.#open) this.#socket.destroy();
      if (this.#stalls > 0) return;
      this.#socket.uncork();
      this.#webSocket.resume();
    });
  }

  #end(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#handlers?.ended();
    this.#released();
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : data).toString('utf8');
}
