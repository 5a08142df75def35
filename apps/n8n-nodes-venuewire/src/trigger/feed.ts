import {
  ConfigError,
  type ClientFace,
  type CursorStore,
  type Item,
  type Platform,
  type Subscription,
} from '@venuewire/core';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** A credential as n8n has it now: asked for again at each dial. */
export type ReadCredential = () => Promise<ICredentialDataDecryptedObject>;

/** What a venue's trigger is made of: one row of data and functions, the same for each venue. */
export interface TriggerVenue<Client extends ClientFace> {
  /** The `venue` of every output. */
  readonly name: string;
  /** The venue's own spelling. */
  readonly title: string;
  /** The name of its credential type. */
  readonly credential: string;
  /** A client that connects with its first feed. `credential` is what `read` answers at this moment. */
  connect(
    credential: ICredentialDataDecryptedObject,
    read: ReadCredential,
    platform: Platform,
  ): Client;
  /** What a node's parameters ask for. @throws what a user has to correct */
  feeds(parameters: TriggerParameters): readonly Feed<Client>[];
}

/** A node's own parameters, read when the trigger starts: later n8n cannot resolve expressions any more. */
export interface TriggerParameters {
  readonly events: readonly string[];
  readonly text: (name: string) => string;
}

/** One subscription of a trigger. */
export interface Feed<Client> {
  /** Unique within the node, and the same after a restart: its cursor is kept under it. */
  readonly key: string;
  /**
   * How what was missed comes back: sent again by the venue, which does not mark it, or fetched by REST, or not at all.
   */
  readonly missed: 'replayed' | 'fetched' | 'lost';
  /** Whether each message is all that counts at its moment, so that nobody needs those in between. */
  readonly isState: boolean;
  open(client: Client, options: FeedOptions): AsyncIterable<Item<Told | undefined>>;
}

interface FeedOptions {
  readonly signal: AbortSignal;
  readonly cursor: CursorStore;
}

/** A message in the words of the node. */
export interface Told {
  readonly event: string;
  /** What a workflow works with. */
  readonly data: unknown;
  /** The same with everything that the venue package knows of it. */
  readonly whole: unknown;
  /** Nobody can say that it is of this feed: it must not be taken for what was asked for. */
  readonly isUncertain?: boolean;
}

/** A row of a venue's table: which events a node can select, and the feed that brings them. */
export interface FeedRow<Client> {
  readonly events: readonly string[];
  /** @throws ConfigError for parameters that can never be right */
  readonly feed: (parameters: TriggerParameters) => Feed<Client>;
}

/** The feeds of those events that a node has selected. @throws ConfigError where there is none */
export function selected<Client>(
  rows: readonly FeedRow<Client>[],
  parameters: TriggerParameters,
  venue: string,
): readonly Feed<Client>[] {
  const { events } = parameters;
  const feeds = rows
    .filter((row) => row.events.some((event) => events.includes(event)))
    .map(({ feed }) => narrowed(feed(parameters), events));
  if (feeds.length > 0) return feeds;
  throw new ConfigError('No event is selected.', { venue });
}

/** A feed may bring more than was selected. */
function narrowed<Client>(feed: Feed<Client>, events: readonly string[]): Feed<Client> {
  return {
    ...feed,
    async *open(client, options) {
      for await (const item of feed.open(client, options)) {
        const isUnwanted =
          item.type === 'data' && item.data !== undefined && !events.includes(item.data.event);
        yield isUnwanted ? { ...item, data: undefined } : item;
      }
    },
  };
}

/** A subscription whose messages are told in the words of the node; what is told undefined is no event of it. */
export async function* told<Live, Snapshot>(
  subscription: Subscription<Live, Snapshot>,
  tell: (data: Live | Snapshot, isSnapshot: boolean) => Told | undefined,
): AsyncGenerator<Item<Told | undefined>, void, undefined> {
  for await (const item of subscription) {
    if (item.type !== 'data') yield item;
    else if (item.snapshot) yield { ...item, data: tell(item.data, true) };
    else yield { ...item, data: tell(item.data, false) };
  }
}

/** The same where every message is one event, and nothing needs to be left out. */
export function toldAs<Live, Snapshot>(
  event: string,
  subscription: Subscription<Live, Snapshot>,
): AsyncGenerator<Item<Told | undefined>, void, undefined> {
  return told(subscription, (data, isSnapshot) => ({
    event,
    data,
    whole: { snapshot: isSnapshot, data },
  }));
}
