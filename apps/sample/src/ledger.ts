import type { Channel, Shown } from './channel.ts';

/** The keys of all that the venues have published, by venue and channel, in order. */
export type Published = ReadonlyMap<string, readonly string[]>;

/** What one channel brought. */
interface Tally {
  readonly channel: Channel;
  /** Null where only the venue knows. */
  readonly published: number | null;
  /** Data items that were handled, those below among them. */
  readonly received: number;
  readonly replayed: number;
  readonly snapshots: number;
  readonly gaps: number;
  /** Null for a state, whose newest is all that counts, and where only the venue knows. */
  readonly lost: number | null;
  readonly duplicated: number;
  /** Those of the lost that no gap tells of: what a stream must never have. */
  readonly silent: number | null;
}

export interface Summary {
  readonly type: 'summary';
  readonly received: number;
  readonly lost: number | null;
  readonly duplicated: number;
  readonly silent: number | null;
  readonly channels: readonly Tally[];
}

interface Account {
  readonly channel: Channel;
  /** How often each was handled, by its key. */
  readonly handled: Map<string, number>;
  replayed: number;
  snapshots: number;
  gaps: number;
  /** Whether a gap said that something may be missing for good. */
  isTold: boolean;
}

/** Names a channel among those of all venues. */
export function placeOf({ venue, name }: Pick<Channel, 'venue' | 'name'>): string {
  return `${venue} ${name}`;
}

/** Counts what was handled, by key, and compares it with what was published. It asks the clients for no number. */
export class Ledger {
  readonly #accounts = new Map<string, Account>();

  constructor(channels: readonly Channel[]) {
    for (const channel of channels) {
      const counts = { replayed: 0, snapshots: 0, gaps: 0, isTold: false };
      this.#accounts.set(placeOf(channel), { channel, handled: new Map(), ...counts });
    }
  }

  add(channel: Channel, shown: Shown): void {
    const account = this.#accounts.get(placeOf(channel));
    if (!account || shown.type === 'status') return;
    if (shown.type === 'gap') {
      account.gaps += 1;
      account.isTold ||= shown.item.recovery !== 'complete';
      return;
    }
    const { item, key } = shown;
    account.handled.set(key, (account.handled.get(key) ?? 0) + 1);
    if (item.replayed) account.replayed += 1;
    if (item.snapshot) account.snapshots += 1;
  }

  /** Whether the newest of each log was handled: what came before it and is missing will not come any more. */
  hasNewest(published: Published): boolean {
    return [...this.#accounts].every(([place, { channel, handled }]) => {
      const newest = published.get(place)?.at(-1);
      return channel.nature === 'state' || newest === undefined || handled.has(newest);
    });
  }

  summary(published: Published | undefined): Summary {
    const channels = [...this.#accounts].map(([place, account]) =>
      tallyOf(account, published && (published.get(place) ?? [])),
    );
    const total = (count: (tally: Tally) => number | null): number =>
      channels.reduce((sum, tally) => sum + (count(tally) ?? 0), 0);
    return {
      type: 'summary',
      received: total(({ received }) => received),
      lost: published ? total(({ lost }) => lost) : null,
      duplicated: total(({ duplicated }) => duplicated),
      silent: published ? total(({ silent }) => silent) : null,
      channels,
    };
  }
}

function tallyOf(account: Account, keys: readonly string[] | undefined): Tally {
  const { channel, handled, replayed, snapshots, gaps, isTold } = account;
  const received = [...handled.values()].reduce((sum, times) => sum + times, 0);
  const lost =
    keys && channel.nature === 'log'
      ? excess(countsOf(keys), (key) => handled.get(key) ?? 0)
      : null;
  return {
    channel,
    published: keys ? keys.length : null,
    received,
    replayed,
    snapshots,
    gaps,
    lost,
    duplicated: duplicatesOf(account, keys),
    silent: isTold && lost !== null ? 0 : lost,
  };
}

/** A log may hold the same twice where the venue names nothing; of a state no item bears the key of an update. */
function duplicatesOf({ channel, handled }: Account, keys: readonly string[] | undefined): number {
  const published = channel.nature === 'log' && keys ? countsOf(keys) : undefined;
  return excess(handled, (key) => Math.max(1, published?.get(key) ?? 1));
}

function countsOf(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** What there is more of than there should be. */
function excess(counts: ReadonlyMap<string, number>, due: (key: string) => number): number {
  return [...counts].reduce((sum, [key, count]) => sum + Math.max(0, count - due(key)), 0);
}
