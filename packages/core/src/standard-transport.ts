import type {
  DialRequest,
  Socket,
  SocketListener,
  Transport,
  TransportOptions,
} from './platform.ts';

/** The part of https://websockets.spec.whatwg.org that is used, so that no DOM types are needed. */
export interface StandardWebSocket {
  binaryType: string;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(
    type: 'close',
    listener: (event: { readonly code: number; readonly reason: string }) => void,
  ): void;
  send(text: string): void;
  close(code?: number): void;
}

/** Node's and Bun's take headers in the second argument; a browser's does not, and cannot send any. */
export type StandardWebSocketConstructor = new (
  url: string,
  options?: { headers: Record<string, string> },
) => StandardWebSocket;

/**
 * The standard WebSocket, as a browser, Bun, Deno and Node have it. It cannot tell why a dial failed, cannot ping,
 * cannot stop reading, and cannot be closed by force.
 */
export function standardTransport(WebSocket: StandardWebSocketConstructor): Transport {
  return { open: (request, listener, options) => open(WebSocket, request, listener, options) };
}

function open(
  WebSocket: StandardWebSocketConstructor,
  request: DialRequest,
  listener: SocketListener,
  { maximumFrameSize }: TransportOptions,
): Socket {
  const { url, headers } = request;
  const socket = headers ? new WebSocket(url, { headers: { ...headers } }) : new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  let isListening = true;
  const tell = (action: () => void): void => {
    if (isListening) action();
  };
  socket.addEventListener('open', () => tell(() => listener.opened()));
  socket.addEventListener('message', ({ data }) =>
    tell(() => {
      const text = typeof data === 'string' ? data : decodeBinary(data);
      if (text.length <= maximumFrameSize) return listener.frame(text);
      // As a server would be told that broke the limit of one that checks it while reading.
      listener.closed({ code: 1009, reason: 'a frame was larger than maximumFrameSize' });
    }),
  );
  // An error tells nothing, and a close follows it.
  socket.addEventListener('close', ({ code, reason }) =>
    tell(() => listener.closed({ code, reason })),
  );
  return {
    send: (text) => socket.send(text),
    abandon: () => {
      isListening = false;
      socket.close(1000);
      // It may stay in CLOSING for minutes on a dead peer, and nothing can be done about it: nothing waits.
      return Promise.resolve();
    },
  };
}

function decodeBinary(data: unknown): string {
  return data instanceof ArrayBuffer ? new TextDecoder().decode(data) : '';
}
