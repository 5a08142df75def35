/**
 * The edges: what the engine needs of the world. Each is injected, so that the same engine runs on Node with `ws`,
 * in a browser with the standard WebSocket, and where neither timers nor sockets of our own are allowed.
 */

export interface DialRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Frames to send as soon as the socket is open, such as an authentication made for this very dial. */
  readonly greetings?: readonly string[];
}

/** How a socket ended, or why it never opened. Only a transport that sees HTTP can fill `status`. */
export interface SocketEnd {
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
  readonly status?: number | undefined;
  /** The `Retry-After` header, as sent. */
  readonly retryAfter?: string | undefined;
  readonly error?: unknown;
}

/** What a transport tells. After `closed`, or after `abandon`, it tells nothing more. */
export interface SocketListener {
  /** TCP and TLS are up, the upgrade is not: optional, for transports that can see it. */
  connected(): void;
  opened(): void;
  frame(text: string): void;
  pong(): void;
  closed(end: SocketEnd): void;
}

export interface Socket {
  send(text: string): void;
  /** A protocol ping; absent where the platform has none. */
  readonly ping?: () => void;
  /** Stops reading, so that TCP holds the venue back; absent where the platform cannot. */
  readonly pause?: () => void;
  readonly resume?: () => void;
  /**
   * Detaches the listener at once and closes in the background, by force after `closeTimeout` where that is
   * possible. Settles when the socket is gone; never rejects.
   */
  abandon(): Promise<void>;
}

export interface TransportOptions {
  /** Milliseconds until an abandoned socket is destroyed. */
  readonly closeTimeout: number;
  /** Bytes; a larger frame ends the connection. */
  readonly maximumFrameSize: number;
}

export interface Transport {
  /** Must not throw for a venue that cannot be reached: that is a `closed`. */
  open(request: DialRequest, listener: SocketListener, options: TransportOptions): Socket;
}

export interface Scheduler {
  /** Monotonic milliseconds, of any origin. */
  now(): number;
  /** Epoch milliseconds. */
  epoch(): number;
  /** Calls back once, not before `milliseconds` have passed; the answer cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
  /** At least 0, less than 1. */
  random(): number;
}

export interface FetchResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

export type Fetch = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string;
    signal: AbortSignal;
  },
) => Promise<FetchResponse>;

export interface Platform {
  readonly transport: Transport;
  readonly scheduler: Scheduler;
  readonly fetch: Fetch;
}
