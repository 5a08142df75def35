import {
  Client,
  ConfigError,
  Redactor,
  validate,
  type ClientOptions,
  type CursorStore,
  type Health,
  type Platform,
  type Recording,
  type SchemaResult,
  type StandardSchema,
  type SubscribeOptions,
  type Subscription,
  type Venue,
} from '@venuewire/core';

import {
  endpointName,
  positions,
  signals,
  type StrategyEvent,
  type StrategyParams,
} from './channels.ts';
import { protocol, strategyOf } from './protocol.ts';
import { explainBody } from './rest-exchange.ts';
import { createRest, type Rest } from './rest.ts';
import type { Position } from './schemas.ts';

export interface Collective2Options extends ClientOptions {
  /** The API key, or where to get it: asked again at each dial, so that a rotated key takes effect. */
  readonly apiKey: string | (() => string | Promise<string>);
  /** `wss://api4-general.collective2.com/ws` by default. */
  readonly url?: string | undefined;
  /** `https://api4-general.collective2.com` by default. */
  readonly restUrl?: string | undefined;
  /** How `resume_from` is sent: the reference says both. A number by default, as in its example. */
  readonly resumeAs?: 'number' | 'string' | undefined;
  /** Finds the strategy in a payload, whose fields the venue does not document. By default `strategy_id` or `StrategyId`. */
  readonly strategyOf?: ((payload: unknown) => number | undefined) | undefined;
}

export interface StrategyOptions<Payload> extends SubscribeOptions {
  /** Checks and types the payload; what does not fit becomes a gap with reason `invalid-frame`. */
  readonly schema?: StandardSchema<Payload> | undefined;
}

export interface SignalOptions<Payload> extends StrategyOptions<Payload> {
  /** Where the position is kept: with it, what was published while nobody listened is replayed. */
  readonly cursor?: CursorStore | undefined;
}

export interface Collective2 extends AsyncDisposable {
  /** A strategy's trading signals, replayed after each break; see https://api-docs.collective2.com/guides/websocket-gap-fill. */
  signals<Payload = unknown>(
    params: StrategyParams,
    options?: SignalOptions<Payload>,
  ): Subscription<StrategyEvent<Payload>, never>;
  /** A strategy's position updates. A snapshot of the open positions, from REST, comes first and after each break. */
  positions<Payload = unknown>(
    params: StrategyParams,
    options?: StrategyOptions<Payload>,
  ): Subscription<StrategyEvent<Payload>, readonly Position[]>;
  readonly rest: Rest;
  health(): Health;
  /** The latest frames and transitions, without secrets and payloads. */
  recording(): Recording;
  close(): Promise<void>;
}

/** A client on the platform that is given; connects with its first subscription. */
export function createCollective2(
  options: Collective2Options & { readonly platform: Platform },
): Collective2 {
  const redactor = new Redactor();
  const apiKey = keyOf(options.apiKey, redactor);
  const {
    url = 'wss://api4-general.collective2.com/ws',
    restUrl = 'https://api4-general.collective2.com',
  } = options;
  checkUrl('url', url, ['wss:', 'ws:']);
  checkUrl('restUrl', restUrl, ['https:', 'http:']);
  const client = new Client(venueOf(options, { url, restUrl, apiKey, clean: redactor.clean }), {
    ...options,
    redactor,
    explainBody,
  });
  const rest = createRest({ http: client.http, url: restUrl, apiKey, clean: redactor.clean });
  const positionsChannel = positions(rest);
  return {
    signals: (params, { schema, cursor, ...others } = {}) =>
      client.subscribe(signals, checked(params), {
        ...others,
        cursor: cursor && resumable(cursor),
        refine: refine(schema),
      }),
    positions: (params, { schema, ...others } = {}) =>
      client.subscribe(positionsChannel, checked(params), { ...others, refine: refine(schema) }),
    rest,
    health: () => client.health(),
    recording: () => client.recording(),
    close: () => client.close(),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

interface Access {
  readonly url: string;
  readonly restUrl: string;
  readonly apiKey: () => Promise<string>;
  readonly clean: (text: string) => string;
}

function venueOf(options: Collective2Options, { url, restUrl, apiKey, clean }: Access): Venue {
  const { resumeAs = 'number' } = options;
  return {
    name: 'collective2',
    endpoints: {
      [endpointName]: {
        codec: protocol({ resumeAs, strategyOf: options.strategyOf ?? strategyOf }),
        dial: async () => ({ url, headers: { Authorization: `Bearer ${await apiKey()}` } }),
        probe: async (http) => {
          await createRest({ http, url: restUrl, apiKey, clean }).hello('venuewire');
        },
        ready: 'message',
        limits: { connections: 10, subscriptionsPerConnection: 100, requestsInFlight: 20 },
        failures: {
          status: { 401: 'fatal', 429: 'backoff', 503: 'backoff' },
          // Two connections that finish the upgrade at once can end so: the connection limit, in a race.
          close: { 1008: 'backoff' },
        },
        // Heartbeats come every 30 s (documented); that 45 s without one mean death is inferred.
        timing: { silence: 45_000 },
      },
    },
  };
}

function keyOf(given: Collective2Options['apiKey'], redactor: Redactor): () => Promise<string> {
  const check = (key: unknown): string => {
    if (typeof key === 'string' && /^[\u0021-\u007e]+$/.test(key)) {
      redactor.add(key);
      return key;
    }
    throw new ConfigError(
      'apiKey must be a non-empty string of visible characters: copy the key from your Collective2 account.',
      {
        venue: 'collective2',
      },
    );
  };
  if (typeof given !== 'function') check(given);
  return async () => check(typeof given === 'function' ? await given() : given);
}

function checkUrl(name: string, url: string, protocols: readonly string[]): void {
  if (URL.canParse(url) && protocols.includes(new URL(url).protocol)) return;
  throw new ConfigError(`${name} must be a URL that begins with ${protocols[0]}//.`, {
    venue: 'collective2',
  });
}

function checked(params: StrategyParams): StrategyParams {
  const { strategyId } = params;
  if (Number.isSafeInteger(strategyId) && strategyId > 0) return { strategyId };
  throw new ConfigError('strategyId must be a positive integer.', { venue: 'collective2' });
}

/** The venue replays after positive numbers alone (documented): after any other, `complete` would not be true. */
function resumable(store: CursorStore): CursorStore {
  return {
    save: (key, cursor) => store.save(key, cursor),
    load: async (key) => {
      const cursor = await store.load(key);
      if (!cursor || cursor.sequence > 0) return cursor;
      throw new ConfigError(
        `The cursor of ${key} has the sequence ${cursor.sequence}, after which Collective2 replays nothing: remove it, or set it to a seq_id.`,
        { venue: 'collective2' },
      );
    },
  };
}

function refine<Payload>(
  schema: StandardSchema<Payload> | undefined,
): ((event: StrategyEvent) => SchemaResult<StrategyEvent<Payload>>) | undefined {
  return (
    schema &&
    (({ strategyId, payload }) => {
      const result = validate(schema, payload);
      return result.issues ? result : { value: { strategyId, payload: result.value } };
    })
  );
}
