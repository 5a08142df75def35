/** What a test sees of an open connection. */
export interface ConnectionView {
  /** 1 for the first connection that the simulator accepted. */
  readonly id: number;
  /** The API key that it was opened with. */
  readonly key: string;
  /** Epoch milliseconds on the venue's clock. */
  readonly openedAt: number;
  /** In the order of subscribing. */
  readonly subscriptions: readonly string[];
}

/** Which connections a fault is for; without one, all that are open. */
export type ConnectionSelector = (connection: ConnectionView) => boolean;
