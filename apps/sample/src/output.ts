import type { Channel, Shown } from './channel.ts';
import type { Summary } from './ledger.ts';

/** Where everything that happens is shown. */
export interface Output {
  /** Whether words may be drawn, because a person looks at them as they come. */
  readonly draws: boolean;
  introduce(text: string): void;
  /** What the demo does to the connections. */
  announce(text: string): void;
  item(channel: Channel, shown: Shown): void;
  summary(summary: Summary): void;
}

/** Standard output is for lines of JSON alone. */
export function jsonOutput(): Output {
  const write = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
  const tell = (text: string): void => void process.stderr.write(`${text}\n`);
  return {
    draws: false,
    introduce: tell,
    announce: tell,
    item: ({ venue, name }, { item }) => write({ venue, channel: name, ...item }),
    summary: ({ channels, ...totals }) =>
      write({
        ...totals,
        channels: channels.map(({ channel: { venue, name }, ...tally }) => ({
          venue,
          channel: name,
          ...tally,
        })),
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
