/**
 * What the venue's guides leave open, or say in two ways. A client has to live with each value; the
 * first one named is the default.
 */
export interface Collective2Variants {
  /** `seq_id` of the messages that belong to no ordered stream. */
  readonly unorderedSeqId: 'absent' | 'null';
  /** `v`: every example of the guides is a number, the table says string. */
  readonly version: 'number' | 'string';
  /** How a payload names its strategy. A payload that names it already is left as it is. */
  readonly strategyField: 'strategy_id' | 'StrategyId' | 'absent';
  /** Whether `subscription.ack` comes before or after the signals that it replays. */
  readonly ackOrder: 'before-replay' | 'after-replay';
  readonly unsubscribeAck: 'sent' | 'absent';
  /** `request_id` in an `error` that answers a request. */
  readonly errorRequestId: 'sent' | 'absent';
  /** `timestamp` of a replayed signal. */
  readonly replayTimestamp: 'published' | 'sent';
  /** Which of more than the replay limit are replayed. */
  readonly replayWindow: 'oldest' | 'newest';
  readonly gapStrategyId: 'null' | 'number';
  /** Whether live signals follow a `gap`. */
  readonly afterGap: 'live' | 'silence';
  readonly positionsSeqId: 'absent' | 'null' | 'number';
  /** Whether a subscription to positions begins with the current ones. */
  readonly initialPositions: 'absent' | 'sent';
  /** Fractions of seconds in timestamps; no example has any. */
  readonly timestampPrecision: 'seconds' | 'milliseconds';
  /** Fields that no guide mentions, in the envelope, the payload and REST rows. */
  readonly extraFields: 'absent' | 'sent';
  /** Messages of a type that no guide mentions, before each signal and each heartbeat. */
  readonly unknownMessages: 'absent' | 'sent';
  /** `Retry-After` (of 5 s) where a fault does not say so itself. */
  readonly retryAfter: 'absent' | 'sent';
  /** REST names: `StrategyId` in newer guides, `strategyId` in the OpenAPI file. */
  readonly restKeys: 'pascal' | 'camel';
  readonly restNulls: 'null' | 'absent';
  /** An error body as `{"ErrorCode":…}`, or as `{"ResponseStatus":{"ErrorCode":…}}`. */
  readonly restError: 'bare' | 'wrapped';
}

export const defaultVariants: Collective2Variants = {
  unorderedSeqId: 'absent',
  version: 'number',
  strategyField: 'strategy_id',
  ackOrder: 'before-replay',
  unsubscribeAck: 'sent',
  errorRequestId: 'sent',
  replayTimestamp: 'published',
  replayWindow: 'oldest',
  gapStrategyId: 'null',
  afterGap: 'live',
  positionsSeqId: 'absent',
  initialPositions: 'absent',
  timestampPrecision: 'seconds',
  extraFields: 'absent',
  unknownMessages: 'absent',
  retryAfter: 'absent',
  restKeys: 'pascal',
  restNulls: 'null',
  restError: 'bare',
};
