/** What a test sees of an open connection. */
export interface ConnectionView {
  /** 1 for the first connection that the simulator accepted. */
  readonly id: number;
  /** Which of the venue's hosts it was opened at; most venues have one, `api`. */
  readonly host: string;
  /** The path of the dial, with its query. */
  readonly path: string;
  /** Which of the venue's endpoints that is; `ws` where there is only one. */
  readonly endpoint: string;
  /**
   * The API key that it was opened with, or has authenticated with since; '' where there is none
   * (yet).
   */
  readonly key: string;
  /** Epoch milliseconds on the venue's clock. */
  readonly openedAt: number;
  /** In the order of subscribing. */
  readonly subscriptions: readonly string[];
}

/** Which connections a fault is for; without one, all that are open. */
export type ConnectionSelector = (connection: ConnectionView) => boolean;
