/** One attempt to open a WebSocket. */
export interface RecordedDial {
  /** Epoch milliseconds on the venue's clock. */
  readonly at: number;
  /** Which of the venue's hosts it was for; most venues have one, `api`. */
  readonly host: string;
  /** With its query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** 101 for an accepted one; null for one that was never answered. */
  readonly status: number | null;
}

/** One text or binary message of a client. */
export interface ReceivedFrame {
  readonly connectionId: number;
  /** Epoch milliseconds on the venue's clock. */
  readonly at: number;
  readonly text: string;
}

/** One REST request; it is recorded once its body has been read. */
export interface RecordedRequest {
  /** Epoch milliseconds on the venue's clock. */
  readonly at: number;
  /** Which of the venue's hosts it was for; most venues have one, `api`. */
  readonly host: string;
  readonly method: string;
  /** With its query. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Null while, or if never, answered. */
  readonly status: number | null;
}
