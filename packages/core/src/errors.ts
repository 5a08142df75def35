/** Every failure that Venuewire reports is one of the classes below; `retryable` answers whether trying again can help. */

const brand = Symbol.for('venuewire.error');

export interface ErrorDetails {
  readonly venue?: string | undefined;
  readonly cause?: unknown;
}

export abstract class VenuewireError extends Error {
  abstract readonly code: string;
  abstract readonly retryable: boolean;
  readonly venue: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.venue = details.venue;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Also true for an error of another copy of this package, such as the one inside a bundle. */
  static is(value: unknown): value is VenuewireError {
    return typeof value === 'object' && value !== null && brand in value;
  }

  /** What a log or an API answer may show: never the cause, whose content is not ours. */
  toJSON(): { name: string; code: string; message: string; venue?: string; retryable: boolean } {
    const { name, code, message, venue, retryable } = this;
    return { name, code, message, ...(venue === undefined ? {} : { venue }), retryable };
  }
}

/** The venue rejects the credential. Nothing is retried until the caller supplies another. */
export class AuthError extends VenuewireError {
  readonly code = 'AUTH';
  readonly retryable = false;
}

/** The venue refuses one subscription; the client's others go on. */
export class SubscriptionError extends VenuewireError {
  readonly code = 'SUBSCRIPTION';
  readonly retryable: boolean;
  /** The venue's own codes, as sent. */
  readonly venueCodes: readonly string[];

  constructor(
    message: string,
    details: ErrorDetails & { retryable?: boolean; venueCodes?: readonly string[] } = {},
  ) {
    super(message, details);
    this.retryable = details.retryable ?? false;
    this.venueCodes = details.venueCodes ?? [];
  }
}

/** A limit was reached: the venue's (connections, subscriptions, rate) or a queue's with the policy `fail`. */
export class LimitError extends VenuewireError {
  readonly code = 'LIMIT';
  readonly retryable: boolean;

  constructor(message: string, details: ErrorDetails & { retryable?: boolean } = {}) {
    super(message, details);
    this.retryable = details.retryable ?? false;
  }
}

/** The venue sent something that breaks its own protocol. */
export class ProtocolError extends VenuewireError {
  readonly code = 'PROTOCOL';
  readonly retryable = true;
}

export type Deadline =
  | 'dial'
  | 'handshake'
  | 'ready'
  | 'acknowledge'
  | 'ping'
  | 'silence'
  | 'snapshot'
  | 'recovery'
  | 'request';

/** Something did not happen in its time; `deadline` names which. */
export class TimeoutError extends VenuewireError {
  readonly code = 'TIMEOUT';
  readonly retryable = true;
  readonly deadline: Deadline;

  constructor(message: string, details: ErrorDetails & { deadline: Deadline }) {
    super(message, details);
    this.deadline = details.deadline;
  }
}

/** An HTTP exchange failed: `status` is absent when no answer came. */
export class HttpError extends VenuewireError {
  readonly code = 'HTTP';
  readonly status: number | undefined;
  readonly retryable: boolean;
  /** Milliseconds that the venue asked to wait. */
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    details: ErrorDetails & { status?: number | undefined; retryAfter?: number | undefined },
  ) {
    super(message, details);
    const { status, retryAfter } = details;
    this.status = status;
    this.retryAfter = retryAfter;
    // Without a status the network failed; 408, 425, 429 and 5xx are the venue's "later".
    this.retryable = status === undefined || [408, 425, 429].includes(status) || status >= 500;
  }
}

/** The connection, or the client itself, was closed. */
export class ClosedError extends VenuewireError {
  readonly code = 'CLOSED';
  readonly retryable: boolean;
  /** The WebSocket close code, where there was one. */
  readonly closeCode: number | undefined;

  constructor(
    message: string,
    details: ErrorDetails & { closeCode?: number | undefined; retryable?: boolean } = {},
  ) {
    super(message, details);
    this.closeCode = details.closeCode;
    this.retryable = details.retryable ?? true;
  }
}

/** An option, a parameter or a cursor store is unusable; the message says which and what to do. */
export class ConfigError extends VenuewireError {
  readonly code = 'CONFIG';
  readonly retryable = false;
}
