import type { Duplex } from 'node:stream';

import type { ConnectionView } from './connection-view.ts';
import { undo } from './undo.ts';
import type { Undo } from './undo.ts';

/** A venue's side of a connection. */
export interface ConnectionHandlers {
  message(text: string): void;
  ended(): void;
  /** Data flows again after a fault. */
  unmuted?(): void;
}

/** The server's side. */
interface ConnectionHooks {
  /** Called with every message of the client, and with what handles it. */
  received(text: string, handle: () => void): void;
  /** Called once, when the server has done with the connection; the socket may still be closing. */
  released(): void;
}

/** What is needed of a `ws` socket, whose own types a user of this package need not have. */
interface ServerSocket {
  on(event: 'message', listener: (data: FrameData) => void): unknown;
  on(event: 'error' | 'close', listener: () => void): unknown;
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  pause(): void;
  resume(): void;
}

type FrameData = Buffer | ArrayBuffer | Buffer[];

/** The server's end of a WebSocket that can be made to misbehave below the protocol. */
export class Connection implements ConnectionView {
  readonly id: number;
  readonly host: string;
  readonly path: string;
  readonly endpoint: string;
  /** To be set where a client authenticates after the upgrade. */
  key: string;
  readonly openedAt: number;
  readonly live = new Set<string>();
  readonly #webSocket: ServerSocket;
  readonly #socket: Duplex;
  readonly #hooks: ConnectionHooks;
  #handlers: ConnectionHandlers | undefined;
  #open = true;
  #stalls = 0;
  #mutes = 0;

  constructor(
    webSocket: ServerSocket,
    socket: Duplex,
    view: Omit<ConnectionView, 'subscriptions'>,
    hooks: ConnectionHooks,
  ) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#hooks = hooks;
    this.id = view.id;
    this.host = view.host;
    this.path = view.path;
    this.endpoint = view.endpoint;
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
      if (!this.#open) return;
      const text = textOf(data);
      this.#hooks.received(text, () => handlers.message(text));
    });
    // `ws` reports a client's protocol errors here and closes by itself.
    this.#webSocket.on('error', () => undefined);
    this.#webSocket.on('close', () => this.#end());
  }

  send(data: string | Uint8Array): void {
    if (this.#open) this.#webSocket.send(data);
  }

  /** Data, and whatever else a muted connection has to do without. */
  sendData(data: string | Uint8Array): void {
    if (this.#mutes === 0) this.send(data);
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

  get muted(): boolean {
    return this.#mutes > 0;
  }

  /** Data stops; all else goes on. */
  mute(): Undo {
    this.#mutes += 1;
    return undo(() => {
      this.#mutes -= 1;
      if (this.#open && this.#mutes === 0) this.#handlers?.unmuted?.();
    });
  }

  #end(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#handlers?.ended();
    this.#hooks.released();
  }
}

function textOf(data: FrameData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : data).toString('utf8');
}
