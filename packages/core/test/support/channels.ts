import * as z from 'zod/v4';

import { parseJson, type Apply, type Channel, type Http } from '../../src/index.ts';

export interface TopicParams {
  readonly topic: string;
}

export interface Trade {
  readonly price: string;
}

type Row = Readonly<Record<string, unknown>>;

/** A state of rows, or the rows of it that changed. */
export interface Rows {
  readonly rows: Readonly<Record<string, Row>>;
}

const tradeSchema = z.looseObject({ price: z.string() });
const rowsSchema = z.looseObject({ rows: z.record(z.string(), z.record(z.string(), z.unknown())) });
const eventsSchema = z.looseObject({
  events: z.array(z.looseObject({ id: z.string(), at: z.number(), data: tradeSchema })),
});

const topic = (params: TopicParams): string => params.topic;

function byRows(mode: 'upsert' | 'merge'): Apply<Rows> {
  return {
    mode,
    rows: ({ rows }) => Object.entries(rows),
    data: (rows) => ({ rows: Object.fromEntries(rows) as Rows['rows'] }),
  };
}

/** Numbered events, replayed after a break: as trading signals are. */
export const trades: Channel<TopicParams, Trade, never> = {
  name: 'trades',
  endpoint: 'main',
  private: true,
  topic,
  apply: { mode: 'append' },
  recovery: { mode: 'replay' },
  cadence: 'none',
  policy: 'hold',
};

/** The latest value, whole in each message. */
export const prices: Channel<TopicParams, Trade> = {
  name: 'prices',
  endpoint: 'main',
  private: false,
  topic,
  apply: { mode: 'replace' },
  recovery: { mode: 'snapshot' },
  cadence: 'none',
  policy: 'conflate',
};

/** The latest value, of which nobody says that it comes by itself. */
export const quotes: Channel<TopicParams, Trade> = {
  ...prices,
  name: 'quotes',
  recovery: { mode: 'snapshot', isOptional: true },
};

/** Rows that come one by one, of which nobody says that any comes by itself. */
export const tiles: Channel<TopicParams, Rows> = {
  name: 'tiles',
  endpoint: 'main',
  private: false,
  topic,
  cadence: 'none',
  policy: 'conflate',
  apply: byRows('upsert'),
  recovery: { mode: 'snapshot', isOptional: true },
};

/** Rows whose fields are merged; a snapshot is asked for. */
export const book: Channel<TopicParams, Rows> = {
  name: 'book',
  endpoint: 'main',
  private: false,
  topic,
  apply: byRows('merge'),
  recovery: { mode: 'snapshot' },
  cadence: 'none',
  policy: 'conflate',
};

/** Events of which none comes again. */
export const news: Channel<TopicParams, Trade, never> = {
  name: 'news',
  endpoint: 'main',
  private: false,
  topic,
  apply: { mode: 'append' },
  recovery: { mode: 'none' },
  cadence: 'none',
  policy: 'drop-oldest',
};

/** Something comes in each cadence, or the feed is not well. */
export function pulse(cadence: number): Channel<TopicParams, Trade, never> {
  return { ...news, name: 'pulse', cadence };
}

/** On an endpoint where connecting is subscribing. */
export const bulletin: Channel<TopicParams, Trade, never> = {
  ...news,
  name: 'bulletin',
  endpoint: 'bulletin',
};

/** Rows that REST knows too: fetched after each break, then kept up to date. */
export function orders(rest: TestRest, every?: number): Channel<TopicParams, Rows> {
  return {
    ...book,
    name: 'orders',
    private: true,
    apply: byRows('upsert'),
    recovery: {
      mode: 'backfill',
      fetch: async (params, http) => ({ snapshot: await rest.rows(http, '/orders', params) }),
      ...(every === undefined ? {} : { every }),
    },
    policy: 'hold',
  };
}

/** Events with ids but without numbers: what a break hid is fetched. */
export function fills(rest: TestRest): Channel<TopicParams, Trade, never> {
  return {
    ...trades,
    name: 'fills',
    recovery: {
      mode: 'backfill',
      fetch: async (params, http) => {
        const { events } = await rest.events(http, params);
        return {
          events: events.map(({ id, at, data }) => ({ id, data, timeMs: at })),
        };
      },
    },
  };
}

/** Changes that cannot be merged into what REST tells: both are delivered, side by side. */
export function positions(rest: TestRest): Channel<TopicParams, Trade, Rows> {
  return {
    ...trades,
    name: 'positions',
    private: false,
    recovery: {
      mode: 'resync',
      fetch: async (params, http) => ({ snapshot: await rest.rows(http, '/positions', params) }),
    },
  };
}

/** The few REST calls of the test venue. */
export interface TestRest {
  rows(http: Http, path: string, params: TopicParams): Promise<Rows>;
  events(http: Http, params: TopicParams): Promise<z.infer<typeof eventsSchema>>;
  hello(http: Http): Promise<void>;
}

export function createRest(url: string, key: () => Promise<string>): TestRest {
  const get = async (http: Http, path: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${await key()}` };
    const { text } = await http.request({ method: 'GET', url: `${url}${path}`, headers });
    return parseJson(text);
  };
  const query = ({ topic: name }: TopicParams): string => `?topic=${encodeURIComponent(name)}`;
  return {
    rows: async (http, path, params) =>
      rowsSchema.parse(await get(http, `${path}${query(params)}`)),
    events: async (http, params) => eventsSchema.parse(await get(http, `/fills${query(params)}`)),
    hello: async (http) => {
      await get(http, '/hello');
    },
  };
}
