import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface LoopbackHandlers {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/**
 * HTTP on 127.0.0.1 whose port can be closed and opened again while its connections live on.
 *
 * TCP is accepted by a server of its own that hands its sockets to the HTTP server: a port can so
 * be refused at once, and every socket is known and can be destroyed, also one that was upgraded.
 */
export class LoopbackServer {
  readonly #http: HttpServer;
  readonly #sockets = new Set<Socket>();
  #listener: Server | undefined;
  #port = 0;
  #closed = false;

  constructor(handlers: LoopbackHandlers) {
    this.#http = createHttpServer((request, response) => handlers.request(request, response));
    this.#http.on('upgrade', (request, socket, head) => handlers.upgrade(request, socket, head));
  }

  /** The port of the first listening, which all later ones take again. */
  get port(): number {
    return this.#port;
  }

  /** Does nothing when it listens already or was closed. @throws the system's error where the port is taken. */
  async listen(port: number): Promise<void> {
    if (this.#closed || this.#listener !== undefined) return;
    const listener = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    this.#listener = listener;
    listener.listen(port, '127.0.0.1');
    try {
      await Promise.race([once(listener, 'listening'), once(listener, 'close')]);
    } catch (error) {
      this.#listener = undefined;
      throw error;
    }
    const address = listener.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
  }

  /** From now on a dial is refused; connections that are open stay open. */
  stopListening(): void {
    this.#listener?.close();
    this.#listener = undefined;
  }

  destroySockets(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const listener = this.#listener;
    this.#listener = undefined;
    const closed = listener === undefined ? undefined : once(listener, 'close');
    listener?.close();
    this.destroySockets();
    await closed;
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    // A client that resets its connection is an everyday event here, not a failure.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    this.#http.emit('connection', socket);
  }
}
