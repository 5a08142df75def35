import type { Position } from '@venuewire/collective2';
import type { GapItem, StatusItem } from '@venuewire/core';

import type { Channel, ChannelItem } from './channels.ts';
import { describePayload, describePositions } from './describe-payload.ts';

/** An item in plain words. */
export function describeItem(channel: Channel, item: ChannelItem): string {
  if (item.type === 'gap') return describeGap(channel, item);
  if (item.type === 'status') return describeStatus(item);
  if (item.snapshot) return `${describeSnapshot(item.data)} (snapshot)`;
  const words = describePayload(item.data.payload);
  if (item.replayed) return `${words} (replayed from ${clockOf(item.time)})`;
  return item.late ? `${words} (late, from ${clockOf(item.time)})` : words;
}

function describeSnapshot(rows: readonly Position[]): string {
  const holdings = rows.map(({ Quantity, AvgPx, C2Symbol }) => ({
    symbol: C2Symbol?.FullSymbol ?? '?',
    quantity: Quantity ?? 0,
    price: AvgPx ?? 0,
  }));
  return describePositions(holdings);
}

function describeGap(
  { nature }: Channel,
  { reason, since, until, recovery, cause }: GapItem,
): string {
  const length = until === undefined ? '' : ` of ${((until - since) / 1000).toFixed(1)} s`;
  const isBeforeFirst = nature === 'log' && reason === 'disconnect' && recovery === 'none';
  const meaning = isBeforeFirst
    ? 'no signal yet, so no cursor to replay from'
    : meanings[nature][recovery];
  return `GAP${length} (${reason}), recovery ${recovery}: ${cause?.message ?? meaning}`;
}

const lost = 'what was missed cannot be had';

const meanings: Readonly<Record<Channel['nature'], Record<GapItem['recovery'], string>>> = {
  log: {
    complete: 'the venue replays what was missed',
    partial: 'the venue did not replay all that was missed',
    none: lost,
  },
  state: {
    complete: 'nothing is missing',
    partial: 'a snapshot replaces the missed updates',
    none: lost,
  },
};

function describeStatus({ status, cause }: StatusItem): string {
  if (cause === 'consumer') return `${status} until this program has caught up`;
  return cause ? `${status}: ${cause.message}` : status;
}

function clockOf(time: string | number | undefined): string {
  return time === undefined ? 'before' : new Date(time).toTimeString().slice(0, 8);
}
