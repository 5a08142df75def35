import {
  checkedUrl,
  Client,
  ConfigError,
  faceOf,
  provider,
  Redactor,
  refinedBy,
  type ClientFace,
  type ClientOptions,
  type CursorStore,
  type Platform,
  type Provided,
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

const venue = 'collective2';

export interface Collective2Options extends ClientOptions {
  /** The API key, or where to get it: asked again at each dial, so that a rotated key takes effect. */
  readonly apiKey: Provided<string>;
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

export interface Collective2 extends ClientFace {
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
}

/** A client on the platform that is given; connects with its first subscription. */
export function createCollective2(
  options: Collective2Options & { readonly platform: Platform },
): Collective2 {
  const redactor = new Redactor();
  const apiKey = provider(options.apiKey, (key) => checkedKey(key, redactor));
  const {
    url = 'wss://api4-general.collective2.com/ws',
    restUrl = 'https://api4-general.collective2.com',
  } = options;
  checkedUrl(venue, 'url', url, 'WebSocket');
  checkedUrl(venue, 'restUrl', restUrl, 'REST');
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
        refine: refinedBy(schema),
      }),
    positions: (params, { schema, ...others } = {}) =>
      client.subscribe(positionsChannel, checked(params), { ...others, refine: refinedBy(schema) }),
    rest,
    ...faceOf(client),
  };
}

interface Access {
  readonly url: string;
  readonly restUrl: string;
  readonly apiKey: () => Promise<string>;
  readonly clean: (text: string) => string;
}

/** What the engine goes by. */
export function venueOf(
  options: Collective2Options,
  { url, restUrl, apiKey, clean }: Access,
): Venue {
  const { resumeAs = 'number' } = options;
  return {
    name: venue,
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

function checkedKey(key: unknown, redactor: Redactor): string {
  if (typeof key === 'string' && /^[\u0021-\u007e]+$/.test(key)) {
    redactor.add(key);
    return key;
  }
  throw new ConfigError(
    'apiKey must be a non-empty string of visible characters: copy the key from your Collective2 account.',
    { venue },
  );
}

function checked(params: StrategyParams): StrategyParams {
  const { strategyId } = params;
  if (Number.isSafeInteger(strategyId) && strategyId > 0) return { strategyId };
  throw new ConfigError('strategyId must be a positive integer.', { venue });
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
        { venue },
      );
    },
  };
}
