import type { GapItem, StatusItem } from '@venuewire/core';

import type { Channel, Shown } from './channel.ts';

/** An item in plain words. */
export function describe(channel: Channel, shown: Shown): string {
  if (shown.type === 'gap') return describeGap(channel, shown.item);
  if (shown.type === 'status') return describeStatus(shown.item);
  const { item, words } = shown;
  if (item.snapshot) return `${words} (snapshot)`;
  if (item.replayed) return `${words} (replayed from ${clockOf(item.time)})`;
  return item.late ? `${words} (late, from ${clockOf(item.time)})` : words;
}

function describeGap(
  { nature, ifNone }: Channel,
  { reason, since, until, recovery, cause }: GapItem,
): string {
  const length = until === undefined ? '' : ` of ${((until - since) / 1000).toFixed(1)} s`;
  const reasonForNone = recovery === 'none' ? ifNone : undefined;
  const meaning = cause?.message ?? reasonForNone ?? meanings[nature][recovery];
  return `GAP${length} (${reason}), recovery ${recovery}: ${meaning}`;
}

const meanings: Readonly<Record<Channel['nature'], Record<GapItem['recovery'], string>>> = {
  log: {
    complete: 'what was missed comes now',
    partial: 'some of what was missed is gone',
    none: 'what was missed cannot be had',
  },
  state: {
    complete: 'the state is whole again',
    partial: 'a snapshot replaces the missed updates',
    none: 'nobody can tell the state now: the next update will',
  },
};

function describeStatus({ status, cause }: StatusItem): string {
  if (cause === 'consumer') return `${status} until this program has caught up`;
  return cause ? `${status}: ${cause.message}` : status;
}

function clockOf(time: string | number | undefined): string {
  return time === undefined ? 'before' : new Date(time).toTimeString().slice(0, 8);
}
