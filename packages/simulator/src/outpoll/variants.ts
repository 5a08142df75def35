/**
 * What the venue's pages leave open, or say in two ways. A client has to live with each value; the
 * first one named is the default.
 */
export interface OutpollVariants {
  /** Letter case of `t`: as in the examples, which mix both, or one of them. */
  readonly typeCase: 'documented' | 'lower' | 'upper';
  /** Where the text of an error is: `r` on the order book and `d.error` elsewhere, or always one. */
  readonly errorText: 'documented' | 'r' | 'd.error';
  /** `d` of an ack, but for the one that is a snapshot. */
  readonly ackData: 'documented' | 'string' | 'object';
  /** `o` of a message: an array but in activities; an ack for several is then several acks. */
  readonly outcomes: 'documented' | 'string' | 'array';
  /** Fields of the envelope that have no value: as in the examples, or always one of them. */
  readonly emptyFields: 'documented' | 'absent' | 'null';
  /** Acks of SUBSCRIBE on the order book and the chance history. */
  readonly subscribeAck: 'sent' | 'absent';
  /** Acks of UNSUBSCRIBE on the order book and the chance history. */
  readonly unsubscribeAck: 'sent' | 'absent';
  /** Acks of the activity feed, for SUBSCRIBE and UNSUBSCRIBE. */
  readonly activityAck: 'absent' | 'sent';
  /** Whether a snapshot of the order book comes only on REQUEST_DATA, or by itself as well. */
  readonly snapshot: 'requested' | 'subscribed';
  /** Whether a row of a delta has all fields, or only those that have changed. */
  readonly deltaRows: 'complete' | 'partial';
  /** A side of the book where there is nobody, in a snapshot. In a delta it is always null. */
  readonly emptySide: 'null' | 'absent';
  /** `success` of a subscription to chances comes after the first `probability`, as documented. */
  readonly chanceAck: 'after-probability' | 'before-probability';
  readonly balanceDelta: 'bare' | 'wrapped';
  /** `aop` and `c` of the cash asset. */
  readonly cashCost: 'number' | 'null';
  /** `tpp` and `slp` where there is none. */
  readonly tpslEmpty: 'null' | 'absent';
  /** Where an activity names its event and outcome. */
  readonly activityTopic: 'envelope' | 'payload' | 'absent';
  /** Whether a last trade comes in `d`, or is the whole message. */
  readonly lastTradeEnvelope: 'sent' | 'absent';
  /** A last trade as an object, or as an array of one. */
  readonly lastTradePayload: 'object' | 'array';
  /** What becomes of a connection after a refused AUTH. */
  readonly afterAuthError: 'open' | 'closed';
  /** Who gets a PING: the order book and order updates, or every endpoint. */
  readonly pings: 'documented' | 'everywhere';
  /**
   * A message of type PONG: no such type exists, so it is refused; or it is taken for an answer to
   * PING, which may be `required`: from who says nothing between two pings, the venue hangs up.
   */
  readonly pong: 'refused' | 'ignored' | 'required';
  /** Fields that no page mentions, in the envelope, in `d` and its rows, and in REST rows. */
  readonly extraFields: 'absent' | 'sent';
  /** Messages of a type that no page mentions, before each live message with data. */
  readonly unknownMessages: 'absent' | 'sent';
  /** `Retry-After` (of 5 s) where a fault does not say so itself. */
  readonly retryAfter: 'absent' | 'sent';
  /** REST requests at the host that an older page calls the gateway: here, at any host. */
  readonly restHosts: 'separate' | 'gateway';
}

export const defaultOutpollVariants: OutpollVariants = {
  typeCase: 'documented',
  errorText: 'documented',
  ackData: 'documented',
  outcomes: 'documented',
  emptyFields: 'documented',
  subscribeAck: 'sent',
  unsubscribeAck: 'sent',
  activityAck: 'absent',
  snapshot: 'requested',
  deltaRows: 'complete',
  emptySide: 'null',
  chanceAck: 'after-probability',
  balanceDelta: 'bare',
  cashCost: 'number',
  tpslEmpty: 'null',
  activityTopic: 'envelope',
  lastTradeEnvelope: 'sent',
  lastTradePayload: 'object',
  afterAuthError: 'open',
  pings: 'documented',
  pong: 'refused',
  extraFields: 'absent',
  unknownMessages: 'absent',
  retryAfter: 'absent',
  restHosts: 'separate',
};
