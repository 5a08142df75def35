import { styleText } from 'node:util';

import type { Channel, ChannelItem } from './channels.ts';
import { describeItem } from './describe-item.ts';
import type { Output } from './output.ts';
import { conclusionOf, tableOf } from './summary-text.ts';

const styles = { data: 'none', gap: 'yellow', status: 'dim' } as const;

/** Plain words in aligned columns: time, venue, channel, content. */
export function textOutput(): Output {
  const statuses = new Map<Channel, string>();
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  return {
    introduce: write,
    announce: (text) => {
      const content = styleText(['bold', 'cyan'], `>>> ${text}`);
      write(`${styleText('dim', clockOf(Date.now()))}  ${content}`);
    },
    item: (channel, item) => {
      // All attempts of an outage are one line.
      const status = item.type === 'status' ? item.status : '';
      if (status === 'waiting' && statuses.get(channel) === status) return;
      statuses.set(channel, status);
      write(lineOf(channel, item));
    },
    summary: (summary) => {
      // A key that is refused leaves nothing to sum up.
      if (summary.lost === null && statuses.size === 0) return;
      const style = summary.lost || summary.duplicated ? 'yellow' : 'green';
      write(`\n${tableOf(summary)}\n\n${styleText(['bold', style], conclusionOf(summary))}`);
    },
  };
}

function lineOf(channel: Channel, item: ChannelItem): string {
  const { venue, label } = channel;
  const columns = [clockOf(momentOf(item)), venue.padEnd(11), label.padEnd(13)].join('  ');
  const content = styleText(styles[item.type], describeItem(channel, item));
  return `${styleText('dim', columns)}  ${content}`;
}

function momentOf(item: ChannelItem): number {
  if (item.type === 'data') return item.receivedAt;
  return item.type === 'gap' ? (item.until ?? item.since) : item.at;
}

/** Local time of day. */
function clockOf(epoch: number): string {
  return new Date(epoch).toTimeString().slice(0, 8);
}
