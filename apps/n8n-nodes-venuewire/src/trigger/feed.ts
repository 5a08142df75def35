import type { ClientFace, CursorStore, Item, Platform, Subscription } from '@venuewire/core';
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
  /** Whether the venue sends again what was missed. */
  readonly replays: boolean;
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
}

/** A subscription whose messages are told; `tell` answers undefined for an event that the node did not select. */
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
