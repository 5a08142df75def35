/** The public interface of @venuewire/core: whatever is exported here is kept; nothing else is. */

export { byRows } from './by-rows.ts';
export {
  Client,
  type ClientOptions,
  type DiagnosticEvent,
  type Observer,
  type SubscribeInternals,
  type SubscribeOptions,
} from './client.ts';
export { memoryCursor, type Cursor, type CursorStore } from './cursor.ts';
export type { EngineEvent } from './engine/effects.ts';
export type { QueueLimits } from './engine/queue.ts';
export {
  AuthError,
  ClosedError,
  ConfigError,
  HttpError,
  LimitError,
  ProtocolError,
  SubscriptionError,
  TimeoutError,
  VenuewireError,
  type Deadline,
  type ErrorDetails,
} from './errors.ts';
export {
  checkedUrl,
  faceOf,
  provider,
  refinedBy,
  type ClientFace,
  type Provided,
  type Undocumented,
} from './face.ts';
export type { ConnectionHealth, ConsumerHealth, Health, SubscriptionHealth } from './health.ts';
export type { Http, HttpRequest, HttpResponse } from './http.ts';
export type { AnyItem, DataItem, GapItem, GapReason, Item, StatusItem, Verdict } from './item.ts';
export { parseJson } from './json.ts';
export type {
  DialRequest,
  Fetch,
  FetchResponse,
  Platform,
  Scheduler,
  Socket,
  SocketEnd,
  SocketListener,
  Transport,
  TransportOptions,
} from './platform.ts';
export { documented, jsonOf, restUrl, type Query } from './rest.ts';
export { replayRecording, type Entry, type Recording } from './recorder.ts';
export { Redactor } from './redactor.ts';
export {
  compiled,
  describeIssues,
  validate,
  type SchemaIssue,
  type SchemaResult,
  type StandardSchema,
} from './schema.ts';
export {
  standardTransport,
  type StandardWebSocket,
  type StandardWebSocketConstructor,
} from './standard-transport.ts';
export { Subscription } from './subscription.ts';
export { decodeTagged, readAs, type Tagged, type TaggedReader } from './tagged.ts';
export { defaultTiming, type Timing } from './timing.ts';
export type {
  Acknowledged,
  Apply,
  Channel,
  Codec,
  Consequence,
  DataMessage,
  DialContext,
  Endpoint,
  Failures,
  Incoming,
  Limits,
  Policy,
  Recovery,
  Reference,
  Refused,
  Restored,
  Venue,
  WireRequest,
} from './venue.ts';
