import type { DataItem, GapItem, Item, StatusItem, Subscription } from '@venuewire/core';

/** Data with the words that a person reads, and the key by which it is counted. */
interface ShownData {
  readonly type: 'data';
  readonly item: DataItem<unknown>;
  readonly words: string;
  /** Of an event, the same as the venue's own count has. */
  readonly key: string;
}

export type Shown =
  | ShownData
  | { readonly type: 'gap'; readonly item: GapItem }
  | { readonly type: 'status'; readonly item: StatusItem };

export interface Channel {
  readonly venue: string;
  /** As the venue writes it, such as `strategy.signal:101`. */
  readonly name: string;
  /** For people, such as `signals 101`. */
  readonly label: string;
  /** A log lacks what it did not bring; of a state only the newest counts. */
  readonly nature: 'log' | 'state';
  /** Why a break of it can be for good. */
  readonly ifNone?: string;
  /** Nothing begins before it is iterated. */
  readonly items: AsyncIterable<Shown>;
}

/** How a channel's data reads. */
interface Wording<Live, Snapshot> {
  readonly live: (data: Live) => string;
  readonly snapshot: (data: Snapshot) => string;
  /** The item's id by default, which is the venue's own where it numbers or names its events. */
  readonly key?: (data: Live) => string;
}

export function channelOf<Live, Snapshot>(
  place: Omit<Channel, 'items'>,
  subscription: Subscription<Live, Snapshot>,
  wording: Wording<Live, Snapshot>,
): Channel {
  return { ...place, items: shownOf(subscription, wording) };
}

async function* shownOf<Live, Snapshot>(
  subscription: Subscription<Live, Snapshot>,
  wording: Wording<Live, Snapshot>,
): AsyncGenerator<Shown, void, undefined> {
  for await (const item of subscription) yield shownItem(item, wording);
}

function shownItem<Live, Snapshot>(
  item: Item<Live, Snapshot>,
  { live, snapshot, key }: Wording<Live, Snapshot>,
): Shown {
  if (item.type === 'gap') return { type: 'gap', item };
  if (item.type === 'status') return { type: 'status', item };
  if (item.snapshot) return { type: 'data', item, words: snapshot(item.data), key: item.id };
  return { type: 'data', item, words: live(item.data), key: key?.(item.data) ?? item.id };
}
