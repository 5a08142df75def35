type Channel = 'strategy.signal' | 'strategy.positions';

export interface SubscriptionRequest {
  readonly requestId: string | undefined;
  readonly action: 'subscribe' | 'unsubscribe';
  readonly channel: Channel;
  readonly strategyId: number;
  /** 0: nothing to replay. */
  readonly resumeFrom: number;
}

/** The names are written as in the one documented example, `StrategyId`; the others are inferred. */
export interface FieldError {
  readonly code: 'INVALID_PARAMETER' | 'FORBIDDEN';
  readonly field: string | null;
  readonly message: string;
}

export type ClientMessage =
  | { readonly type: 'subscription.request'; readonly request: SubscriptionRequest }
  | { readonly type: 'heartbeat.ack' }
  | {
      readonly type: 'invalid';
      readonly errors: readonly FieldError[];
      readonly requestId: string | undefined;
    };

const clockToleranceMs = 60_000;
const requestIdLimit = 50;
const utcTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$/;

/** Reads a client's frame by the rules of the guides; `now` is the venue's time. */
export function readClientMessage(text: string, now: number): ClientMessage {
  const message = parseObject(text);
  if (message === undefined) {
    return invalid([parameterError(null, 'Message is not a JSON object')], undefined);
  }
  const errors: FieldError[] = [];
  const requestId = readRequestId(message['request_id'], errors);
  const type = message['msg_type'];
  if (type !== 'subscription.request' && type !== 'heartbeat.ack') {
    errors.push(parameterError('MsgType', 'Message type is not supported'));
    return invalid(errors, requestId);
  }
  checkTime(message['timestamp'], now, errors);
  if (type === 'heartbeat.ack') return errors.length > 0 ? invalid(errors, requestId) : { type };
  const subscription = readSubscription(message['payload'], errors);
  if (subscription === undefined || errors.length > 0) return invalid(errors, requestId);
  return { type, request: { requestId, ...subscription } };
}

function readSubscription(
  payload: unknown,
  errors: FieldError[],
): Omit<SubscriptionRequest, 'requestId'> | undefined {
  if (!isObject(payload)) {
    errors.push(parameterError('Payload', 'Payload is required'));
    return undefined;
  }
  const { action, channel, strategy_id: strategyId, resume_from: resumeFrom = 0 } = payload;
  const actionIsValid = action === 'subscribe' || action === 'unsubscribe';
  const channelIsValid = channel === 'strategy.signal' || channel === 'strategy.positions';
  const strategyIsValid = isWholeNumber(strategyId) && strategyId > 0;
  // The guides' table says string, their example is a number.
  const from =
    typeof resumeFrom === 'string' && /^\d+$/.test(resumeFrom) ? Number(resumeFrom) : resumeFrom;
  const fromIsValid = isWholeNumber(from) && from >= 0;
  if (!actionIsValid) errors.push(parameterError('Action', 'Invalid action'));
  if (!channelIsValid) errors.push(parameterError('Channel', 'Invalid channel'));
  if (!strategyIsValid) errors.push(parameterError('StrategyId', 'Invalid strategy id'));
  if (!fromIsValid || (from > 0 && channel === 'strategy.positions')) {
    errors.push(parameterError('ResumeFrom', 'Invalid resume_from'));
  }
  if (!actionIsValid || !channelIsValid || !strategyIsValid || !fromIsValid) return undefined;
  return { action, channel, strategyId, resumeFrom: from };
}

function readRequestId(requestId: unknown, errors: FieldError[]): string | undefined {
  if (requestId === undefined || requestId === null) return undefined;
  if (typeof requestId === 'string' && requestId.length <= requestIdLimit) return requestId;
  errors.push(
    parameterError(
      'RequestId',
      `request_id must be a string of at most ${requestIdLimit} characters`,
    ),
  );
  return undefined;
}

function checkTime(timestamp: unknown, now: number, errors: FieldError[]): void {
  const time =
    typeof timestamp === 'string' && utcTime.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
  if (Math.abs(time - now) <= clockToleranceMs) return;
  errors.push(parameterError('Timestamp', 'Timestamp must be within 1 minute of UTC'));
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function parameterError(field: string | null, message: string): FieldError {
  return { code: 'INVALID_PARAMETER', field, message };
}

function invalid(errors: readonly FieldError[], requestId: string | undefined): ClientMessage {
  return { type: 'invalid', errors, requestId };
}
