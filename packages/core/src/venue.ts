import type { Http } from './http.ts';
import type { DialRequest } from './platform.ts';
import type { Timing } from './timing.ts';

/**
 * What a venue package writes: tables of endpoints and channels, and a pure codec. The engine does the rest, and
 * knows no venue.
 */
export interface Venue {
  readonly name: string;
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /** Whether the `Date` of its REST answers tells its clock: for venues whose messages don't. */
  readonly hasHttpClock?: boolean;
}

/** A URL with its own connections, limits and wire format. */
export interface Endpoint {
  readonly codec: Codec;
  /** Called for each dial, so that a credential or a signature is fresh. */
  dial(context: DialContext): Promise<DialRequest> | DialRequest;
  /** The cheapest authenticated REST call: throws what it finds. Asked where a dial fails without a reason. */
  probe?(http: Http): Promise<void>;
  /** Whether a connection is ready when it opens, or when the codec says `ready`. */
  readonly ready: 'open' | 'message';
  /** Whether a subscribe that is not acknowledged in time has failed, or counts as granted. `required` by default. */
  readonly acknowledgement?: 'required' | 'optional';
  readonly limits: Limits;
  /** What a refused dial or a close means, by HTTP status and by WebSocket close code; what is not named is transient. */
  readonly failures: Failures;
  /** Departures from the default deadlines; HTTP requests and closing sockets are the client's. */
  readonly timing?: Partial<Omit<Timing, 'request' | 'close'>>;
}

export interface DialContext {
  /** Aborts when the dial is abandoned. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds of the venue's clock, as far as it is known. */
  readonly venueTime: number;
}

export interface Limits {
  /** Connections that a client may have open at once. */
  readonly connections: number;
  readonly subscriptionsPerConnection: number;
  /** Requests sent and not yet acknowledged, a connection. */
  readonly requestsInFlight: number;
}

/** `fatal` ends the endpoint's subscriptions; `backoff` waits before the first retry too; `immediate` is the default. */
export type Consequence = 'fatal' | 'backoff' | 'immediate';

export interface Failures {
  readonly status: Readonly<Record<number, Consequence>>;
  readonly close: Readonly<Record<number, Consequence>>;
}

/** A connection's wire format, as pure functions. A codec that throws has met an invalid frame. */
export interface Codec {
  /** What a frame says, in its order where it says several things. */
  decode(text: string): Incoming | readonly Incoming[];
  /** `undefined` where connecting is subscribing. */
  subscribe(request: WireRequest): string | undefined;
  unsubscribe(request: WireRequest): string | undefined;
  /** Asks for a full snapshot, on venues where that is a message. */
  refresh?(request: WireRequest): string;
  /** The answer to the venue's heartbeat. */
  heartbeat?(venueTime: number): string;
  /** An application ping, on venues that have one; used in place of the transport's. */
  ping?(): string;
  /** What of a frame may be shown in an exported recording. */
  readonly redact?: (text: string) => string;
}

export interface WireRequest {
  /** Unique within the client; at most 50 characters. */
  readonly id: string;
  readonly channel: string;
  readonly topic: string;
  readonly params: unknown;
  /** Everything after this sequence number is wanted too. */
  readonly resume?: number | undefined;
  /** Epoch milliseconds of the venue's clock. */
  readonly venueTime: number;
}

export type Incoming =
  | { readonly type: 'ready'; readonly sentAt?: number }
  | { readonly type: 'heartbeat'; readonly sentAt?: number }
  | { readonly type: 'pong' }
  | Acknowledged
  | Refused
  | DataMessage
  | {
      readonly type: 'replay-limit';
      readonly channel: string;
      readonly topic: string;
      readonly sentAt?: number;
    }
  /** The venue announces that it will close the connection. */
  | { readonly type: 'closing' }
  | { readonly type: 'unknown'; readonly tag: string }
  | {
      readonly type: 'invalid';
      readonly issue: string;
      readonly channel?: string | undefined;
      readonly topic?: string | undefined;
    };

/** What an answer says of the request that it answers: its id, or its channel and topic, or nothing. */
export interface Reference {
  readonly request?: string | undefined;
  readonly channel?: string | undefined;
  readonly topic?: string | undefined;
}

export interface Acknowledged extends Reference {
  readonly type: 'acknowledged';
  /** Which of the two it grants, on venues that say so. */
  readonly action?: 'subscribe' | 'unsubscribe' | undefined;
  readonly sentAt?: number;
}

export interface Refused extends Reference {
  readonly type: 'refused';
  readonly sentAt?: number;
  /** `probe`: before the connection is ready, only the endpoint's probe can tell a bad credential from a bad moment. */
  readonly retryable: boolean | 'probe';
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
}

export interface DataMessage {
  readonly type: 'data';
  readonly channel: string;
  /** Absent where the message does not say to which subscription it belongs. */
  readonly topic?: string | undefined;
  /** Instead of a topic: all that it may have been sent for, whoever of them subscribes. */
  readonly topics?: readonly string[] | undefined;
  readonly data: unknown;
  readonly sequence?: number | undefined;
  /** The venue's name of this event, where it has one that outlives a replay. */
  readonly id?: string | undefined;
  /** The venue's time, as sent. */
  readonly time?: string | number | undefined;
  /** The same in epoch milliseconds. */
  readonly timeMs?: number | undefined;
  /** The full state of a channel that has one. */
  readonly snapshot?: boolean | undefined;
}

/** A row of a venue's channel table. `Params`, `Live` and `Snapshot` are what a caller gives and gets. */
export interface Channel<Params, Live, Snapshot = Live> {
  readonly name: string;
  readonly endpoint: string;
  /** Restored before the public ones. */
  readonly private: boolean;
  /** Names the subscription within the channel, as the codec's messages do. */
  topic(params: Params): string;
  readonly apply: Apply<Live>;
  /** A function where it depends on what is subscribed, such as on whose events. */
  readonly recovery:
    | Recovery<Params, Live, Snapshot>
    | ((params: Params) => Recovery<Params, Live, Snapshot>);
  /** Milliseconds within which something must come, or `none`. */
  readonly cadence: number | 'none';
  readonly policy: Policy;
  /** Completes data whose message named no topic, once only one subscription can be meant. */
  readonly identify?: (data: Live, params: Params) => Live;
}

/** A row as the engine, which serves all of them, sees it. */
export type AnyChannel = Channel<unknown, unknown, unknown>;

/** How a message changes the channel's state: not at all, wholly, or by rows. */
export type Apply<Data> =
  | { readonly mode: 'append' }
  | { readonly mode: 'replace' }
  | {
      /** A row of the message replaces the old one, or its fields are merged into the old one's. */
      readonly mode: 'upsert' | 'merge';
      /** How many rows are kept, of channels whose rows never end: the oldest go first. */
      readonly most?: number;
      rows: (data: Data) => Iterable<readonly [key: string, row: object]>;
      data: (rows: Iterable<readonly [key: string, row: object]>) => Data;
    };

/** How a break is closed; see the guide on recovery. */
export type Recovery<Params, Live, Snapshot> =
  | { readonly mode: 'replay' }
  | {
      readonly mode: 'snapshot';
      /**
       * Where nobody says whether the state comes by itself: the subscription is live without it, any message begins it,
       * and after a break one is waited for, but not dialled for.
       */
      readonly isOptional?: boolean;
    }
  | {
      readonly mode: 'backfill';
      fetch(params: Params, http: Http): Promise<Restored<Live>>;
      /** Milliseconds after which the state is compared with REST again, on channels that don't tell how a row ends. */
      readonly every?: number;
    }
  | {
      readonly mode: 'resync';
      fetch(params: Params, http: Http): Promise<{ readonly snapshot: Snapshot }>;
    }
  | { readonly mode: 'none' };

/** What REST knows: the state, or the events that may have been missed, oldest first, each with the id that live ones bear. */
export type Restored<Live> =
  | { readonly snapshot: Live }
  | {
      /** Whether there are older ones that REST left out: a break that began before the first of these is closed in part. */
      readonly isCut?: boolean;
      readonly events: readonly {
        readonly id: string;
        readonly data: Live;
        readonly time?: string | number;
        readonly timeMs?: number;
      }[];
    };

/** What a full queue does; see promise 5. */
export type Policy = 'hold' | 'conflate' | 'drop-oldest' | 'fail';
