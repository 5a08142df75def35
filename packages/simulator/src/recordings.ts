/** One attempt to open a WebSocket. */
export interface RecordedDial {
  /** Epoch milliseconds on the venue's clock. */
  readonly at: number;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** 101 for an accepted one; null for one that was never answered. */
  readonly status: number | null;
}

/** One REST request; it is recorded once its body has been read. */
export interface RecordedRequest {
  /** Epoch milliseconds on the venue's clock. */
  readonly at: number;
  readonly method: string;
  /** With its query. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Null while, or if never, answered. */
  readonly status: number | null;
}
