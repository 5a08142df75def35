import type { Channel, ChannelItem } from './channels.ts';

/** The ids of all that the venue has published, by the name of the channel, in order. */
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
}

export interface Summary {
  readonly type: 'summary';
  readonly received: number;
  readonly lost: number | null;
  readonly duplicated: number;
  readonly channels: readonly Tally[];
}

interface Account {
  readonly channel: Channel;
  /** How often each id was handled. */
  readonly handled: Map<string, number>;
  replayed: number;
  snapshots: number;
  gaps: number;
}

/** Counts what was handled, by id, and compares it with what was published. It asks the client for no number. */
export class Ledger {
  readonly #accounts = new Map<string, Account>();

  constructor(channels: readonly Channel[]) {
    for (const channel of channels) {
      const account = { channel, handled: new Map(), replayed: 0, snapshots: 0, gaps: 0 };
      this.#accounts.set(channel.name, account);
    }
  }

  add(channel: Channel, item: ChannelItem): void {
    const account = this.#accounts.get(channel.name);
    if (!account) return;
    if (item.type === 'gap') account.gaps += 1;
    if (item.type !== 'data') return;
    account.handled.set(item.id, (account.handled.get(item.id) ?? 0) + 1);
    if (item.replayed) account.replayed += 1;
    if (item.snapshot) account.snapshots += 1;
  }

  /** Whether the newest of each log was handled: what came before it and is missing will not come any more. */
  hasNewest(published: Published): boolean {
    return [...this.#accounts.values()].every(({ channel, handled }) => {
      const newest = published.get(channel.name)?.at(-1);
      return channel.nature === 'state' || newest === undefined || handled.has(newest);
    });
  }

  summary(published: Published | undefined): Summary {
    const channels = [...this.#accounts.values()].map((account) => tallyOf(account, published));
    return {
      type: 'summary',
      received: sum(channels.map(({ received }) => received)),
      lost: published ? sum(channels.map(({ lost }) => lost ?? 0)) : null,
      duplicated: sum(channels.map(({ duplicated }) => duplicated)),
      channels,
    };
  }
}

function tallyOf(account: Account, published: Published | undefined): Tally {
  const { channel, handled, replayed, snapshots, gaps } = account;
  const ids = published && (published.get(channel.name) ?? []);
  const received = sum([...handled.values()]);
  return {
    channel,
    published: ids ? ids.length : null,
    received,
    replayed,
    snapshots,
    gaps,
    lost: ids && channel.nature === 'log' ? ids.filter((id) => !handled.has(id)).length : null,
    duplicated: received - handled.size,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
