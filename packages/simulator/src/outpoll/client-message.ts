/** What a client's frame says, as far as it has the venue's form. */
export interface ClientMessage {
  /** `t`; '' where there is none. */
  readonly type: string;
  /** `e`. */
  readonly eventId: string | undefined;
  /** `o`: one string, as activities have it, or several, as the chance history has it. */
  readonly outcomes: string | readonly string[] | undefined;
  /** `d` of AUTH. */
  readonly credentials: ClaimedCredentials;
}

export interface ClaimedCredentials {
  readonly apiKey: string | undefined;
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
}

/** Undefined for what is not a JSON object. */
export function readClientMessage(text: string): ClientMessage | undefined {
  const message = parseObject(text);
  if (message === undefined) return undefined;
  const { t, e, o, d } = message;
  const { apiKey, signature, timestamp } = isObject(d) ? d : {};
  return {
    type: stringOf(t) ?? '',
    eventId: stringOf(e),
    outcomes: Array.isArray(o) ? o.filter((one) => typeof one === 'string') : stringOf(o),
    credentials: {
      apiKey: stringOf(apiKey),
      signature: stringOf(signature),
      timestamp: stringOf(timestamp),
    },
  };
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

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
