import type { Client } from './client.ts';
import { ConfigError } from './errors.ts';
import type { Health } from './health.ts';
import type { Recording } from './recorder.ts';
import { validate, type SchemaResult, type StandardSchema } from './schema.ts';

/** What the face of every venue has. */
export interface ClientFace extends AsyncDisposable {
  health(): Health;
  /** The latest frames and transitions, without secrets and payloads. */
  recording(): Recording;
  /** Ends every subscription and connection. Afterwards nothing runs and nothing is delivered. */
  close(): Promise<void>;
}

export function faceOf(client: Client): ClientFace {
  return {
    health: () => client.health(),
    recording: () => client.recording(),
    close: () => client.close(),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** Answers the URL. @throws ConfigError that names the option */
export function checkedUrl(
  venue: string,
  option: string,
  url: string,
  kind: 'WebSocket' | 'REST',
): string {
  const protocols = kind === 'WebSocket' ? ['wss:', 'ws:'] : ['https:', 'http:'];
  if (URL.canParse(url) && protocols.includes(new URL(url).protocol)) return url;
  throw new ConfigError(`${option} must be a URL that begins with ${protocols[0]}//.`, { venue });
}

/** A value, or where to get it: asked again each time, so that what was rotated takes effect. */
export type Provided<Value> = Value | (() => Value | Promise<Value>);

/** `check` answers what is good and throws a `ConfigError` for the rest: at once where the value itself is given. */
export function provider<Given, Value>(
  given: Given | (() => Given | Promise<Given>),
  check: (given: Given) => Value,
): () => Promise<Value> {
  if (!isProviding(given)) {
    const value = check(given);
    return () => Promise.resolve(value);
  }
  return async () => check(await given());
}

function isProviding<Given>(
  given: Given | (() => Given | Promise<Given>),
): given is () => Given | Promise<Given> {
  return typeof given === 'function';
}

/** An event whose payload the venue does not document. */
export interface Undocumented<Payload = unknown> {
  readonly payload: Payload;
}

/** Checks and types the payload of such events by the caller's schema. */
export function refinedBy<Event extends Undocumented, Payload>(
  schema: StandardSchema<Payload> | undefined,
): ((event: Event) => SchemaResult<Omit<Event, 'payload'> & Undocumented<Payload>>) | undefined {
  return (
    schema &&
    ((event) => {
      const result = validate(schema, event.payload);
      return result.issues ? result : { value: { ...event, payload: result.value } };
    })
  );
}
