import type { ClientRequest } from 'node:http';
import type { Socket as TcpSocket } from 'node:net';

import { WebSocket } from 'ws';

import type {
  DialRequest,
  Socket,
  SocketListener,
  Transport,
  TransportOptions,
} from '../platform.ts';

/** `ws`: the only transport that tells the HTTP status of a refused dial, pings, and can stop reading. */
export const wsTransport: Transport = { open };

function open(request: DialRequest, listener: SocketListener, options: TransportOptions): Socket {
  const settings = {
    headers: { ...request.headers },
    maxPayload: options.maximumFrameSize,
    // Small messages cost many times the CPU compressed.
    perMessageDeflate: false,
    // A peer that says goodbye and keeps TCP open would otherwise go unnoticed for 30 s.
    closeTimeout: options.closeTimeout,
    finishRequest(upgrade: ClientRequest) {
      upgrade.on('socket', (tcp: TcpSocket) => {
        const event = request.url.startsWith('wss:') ? 'secureConnect' : 'connect';
        tcp.once(event, () => isListening && listener.connected());
      });
      upgrade.end();
    },
  };
  const socket = new WebSocket(request.url, settings);
  let isListening = true;
  let error: unknown;
  const tell = (action: () => void): void => {
    if (isListening) action();
  };
  socket.on('open', () => tell(() => listener.opened()));
  // A text frame comes as a Buffer, checked to be UTF-8; a binary one is for the codec to refuse.
  socket.on('message', (data: Buffer) => tell(() => listener.frame(data.toString())));
  socket.on('pong', () => tell(() => listener.pong()));
  socket.on('unexpected-response', (upgrade, response) => {
    const { statusCode: status, headers } = response;
    tell(() => listener.closed({ status, retryAfter: headers['retry-after'] }));
    isListening = false;
    response.destroy();
    upgrade.destroy();
  });
  socket.on('error', (cause) => {
    error = cause;
  });
  socket.on('close', (code, reason) => {
    tell(() => listener.closed({ code, reason: reason.toString(), error }));
    isListening = false;
  });
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    ping: () => {
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    abandon: () => {
      isListening = false;
      return abandon(socket, options.closeTimeout);
    },
  };
}

function abandon(socket: WebSocket, closeTimeout: number): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const force = setTimeout(() => socket.terminate(), closeTimeout);
  socket.once('close', () => {
    clearTimeout(force);
    resolve();
  });
  // A paused socket would neither send its close frame nor see the answer.
  if (socket.isPaused) socket.resume();
  socket.close(1000);
  return promise;
}
