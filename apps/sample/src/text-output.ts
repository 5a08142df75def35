import { styleText } from 'node:util';

import type { Channel, Shown } from './channel.ts';
import { describe } from './describe.ts';
import type { Output } from './output.ts';
import { conclusionOf, tableOf } from './summary-text.ts';

const styles = { data: 'none', gap: 'yellow', status: 'dim' } as const;

/** Plain words in aligned columns: time, venue, channel, content. */
export function textOutput(): Output {
  const statuses = new Map<Channel, string>();
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  return {
    draws: process.stdout.isTTY,
    introduce: write,
    announce: (text) => {
      const content = styleText(['bold', 'cyan'], `>>> ${text}`);
      write(`${styleText('dim', clockOf(Date.now()))}  ${content}`);
    },
    item: (channel, shown) => {
      // All attempts of an outage are one line.
      const status = shown.type === 'status' ? shown.item.status : '';
      if (status === 'waiting' && statuses.get(channel) === status) return;
      statuses.set(channel, status);
      write(lineOf(channel, shown));
    },
    summary: (summary) => {
      // A key that is refused leaves nothing to sum up.
      if (summary.lost === null && statuses.size === 0) return;
      const style = summary.silent || summary.duplicated ? 'yellow' : 'green';
      write(`\n${tableOf(summary)}\n\n${styleText(['bold', style], conclusionOf(summary))}`);
    },
  };
}

function lineOf(channel: Channel, shown: Shown): string {
  const { venue, label } = channel;
  const columns = [clockOf(momentOf(shown)), venue.padEnd(11), label.padEnd(15)].join('  ');
  const content = styleText(styles[shown.type], describe(channel, shown));
  return `${styleText('dim', columns)}  ${content}`;
}

function momentOf({ type, item }: Shown): number {
  if (type === 'data') return item.receivedAt;
  return type === 'gap' ? (item.until ?? item.since) : item.at;
}

/** Local time of day. */
function clockOf(epoch: number): string {
  return new Date(epoch).toTimeString().slice(0, 8);
}
