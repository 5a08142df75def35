import type { Channel, ChannelItem } from './channels.ts';
import type { Summary } from './ledger.ts';

/** Where everything that happens is shown. */
export interface Output {
  introduce(text: string): void;
  /** What the demo does to the connection. */
  announce(text: string): void;
  item(channel: Channel, item: ChannelItem): void;
  summary(summary: Summary): void;
}

/** Standard output is for lines of JSON alone. */
export function jsonOutput(): Output {
  const write = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
  const tell = (text: string): void => void process.stderr.write(`${text}\n`);
  return {
    introduce: tell,
    announce: tell,
    item: ({ venue, name }, item) => write({ venue, channel: name, ...item }),
    summary: ({ channels, ...totals }) =>
      write({
        ...totals,
        channels: channels.map((tally) => ({ ...tally, channel: tally.channel.name })),
      }),
  };
}

/** A reader that has seen enough, such as `head`, ends the run: that is no failure. */
export function whenReaderIsGone(stop: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      stop();
    });
  }
}
