import type { VenuewireError } from '../errors.ts';

/** What a subscription asks of the connection that carries it. */
export interface Carrier<Subject> {
  /** Whether a snapshot can be asked for by a message. */
  readonly canRefresh: boolean;
  refresh(upstream: Subject): void;
  /** Answers whether there was a socket to hand it to. */
  send(text: string): boolean;
  /** Unsubscribes and subscribes again. */
  resubscribe(upstream: Subject): void;
  /** Stops reading, if this subscription has it alone and it can; `onLimit` is called when that has lasted too long. */
  pause(onLimit: () => void): boolean;
  resume(): void;
  /** Ends a pause that is no longer between the venue and one reader alone. */
  unpause(): void;
  /** It is not served: its own failure while others are, else the connection's. */
  trouble(upstream: Subject, error: VenuewireError): void;
  /** Gives the whole connection up. */
  abandon(error: VenuewireError): void;
  detach(upstream: Subject): void;
}
