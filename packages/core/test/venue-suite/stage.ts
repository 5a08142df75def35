import type {
  AnyItem,
  ClientFace,
  DiagnosticEvent,
  Platform,
  Subscription,
  Timing,
} from '../../src/index.ts';

interface Undo {
  (): void;
}

/** What a simulated venue can be made to do wrong; each fault is described in the simulator's README. */
export interface VenueFaults {
  drop(): void;
  close(code: number, reason?: string): void;
  refuse(): () => Promise<void>;
  acceptWithoutUpgrade(): Undo;
  halfOpen(): Undo;
  invalidFrame(data?: string | Uint8Array): void;
  oversizedFrame(bytes: number): void;
  tooManyRequests(count: number, retryAfterSeconds?: number): Undo;
  unavailable(count: number): Undo;
  restart(downMs: number): Promise<void>;
  clockSkew(milliseconds: number): Undo;
  restFailure(status: number, count?: number): Undo;
  restDelay(milliseconds: number): Undo;
  slowAck(milliseconds: number): Undo;
  noAck(requests?: 'ignored' | 'lost'): Undo;
  duplicate(): Undo;
  truncateFrame(): Undo;
}

/** A row of the venue's channel table, subscribed, and what its venue knows of it. */
export interface SuiteStream {
  /** The row; this is what the suite goes by. */
  readonly channel: {
    readonly name: string;
    readonly apply: { readonly mode: 'append' | 'replace' | 'upsert' | 'merge' };
  };
  /** The row's, for what is subscribed. */
  readonly recovery: {
    readonly mode: 'replay' | 'snapshot' | 'backfill' | 'resync' | 'none';
    readonly isOptional?: boolean;
  };
  readonly read: () => Subscription<unknown, unknown>;
  /** Makes something happen at the venue that this stream tells. */
  readonly publish: () => void;
  /** Whether the venue says for sure that it was subscribed: true by default. */
  readonly isAcknowledged?: boolean;
  /** Of a log: what happened so far, and what an item tells of it, in the same words. */
  readonly log?: {
    readonly happened: () => readonly string[];
    readonly told: (item: Extract<AnyItem, { type: 'data' }>) => string;
    /** Whether the venue numbers or names these events, so that a doubled one can be known. */
    readonly isNamed: boolean;
  };
  /** Of a state: how it truly is, and as the stream's state says it, in the same form. */
  readonly state?: {
    readonly truth: () => unknown;
    readonly shown: (state: unknown) => unknown;
  };
}

/** A simulated venue, a client of it, and every channel of its table subscribed. */
export interface Stage extends AsyncDisposable {
  readonly faults: VenueFaults;
  readonly client: ClientFace;
  readonly streams: readonly SuiteStream[];
  /** How many connections are open at the venue. */
  readonly openConnections: () => number;
  /** Waits for a state of the venue. */
  readonly until: (holds: () => boolean) => Promise<void>;
  /** Waits until the client has told of something, or will. */
  readonly seen: (matches: (event: DiagnosticEvent) => boolean) => Promise<void>;
  /** Calls back with each event from now on; the answer ends that. */
  readonly onEvent: (listener: (event: DiagnosticEvent) => void) => () => void;
}

export interface StageOptions {
  readonly timing: Partial<Timing>;
  readonly maximumFrameSize?: number | undefined;
  readonly platform?: Platform | undefined;
  /** For the venue's own simulator. */
  readonly venue?: object | undefined;
}

/** What the suite needs to know of a venue. */
export interface VenueUnderTest<Own extends Stage = Stage> {
  readonly name: string;
  /** Every row of its channel table, by name: none may be left out of the stage. */
  readonly channels: readonly string[];
  /** Whether any of its endpoints says for sure that something was subscribed. */
  readonly isAcknowledged: boolean;
  /** What proves that a connection is alive, beside the transport's own pings. */
  readonly liveness: 'heartbeats' | 'pings' | 'none';
  start(options: StageOptions): Promise<Own>;
  /** Faults that only this venue has. */
  readonly faults?: readonly SuiteFault<Own>[];
}

/** What all streams go through. */
export interface SuiteFault<Own extends Stage = Stage> {
  readonly name: string;
  /** Options of the venue's own simulator. */
  readonly venue?: object;
  readonly maximumFrameSize?: number;
  /** The deadlines that this fault runs into, made short. */
  readonly timing?: Partial<Timing>;
  /** Brings it about, publishes meanwhile, and takes it back. What it answers is done when all is live again. */
  readonly inflict: (
    stage: Own & { readonly publish: () => void },
  ) => Promise<void | Undo> | void | Undo;
  /** Milliseconds within which the declared deadlines and waits make all live again, once the fault is over. */
  readonly within: number;
  /** The reason of the gap that each stream must have; `none` has none, `some` may have `invalid-frame`, and one has. */
  readonly gap: 'disconnect' | 'invalid-frame' | 'none' | 'some';
  /** Whether it is about acknowledgements: streams that have none cannot notice it. */
  readonly isOfAcknowledgements?: boolean;
  /** Whether only something that proves life can show it. */
  readonly isDeath?: boolean;
  /** Whether REST does not answer in time: what only REST can tell stays open. */
  readonly isRestLost?: boolean;
}
