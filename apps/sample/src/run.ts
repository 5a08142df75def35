import { setTimeout as sleep } from 'node:timers/promises';

import type { Channel } from './channel.ts';
import { Ledger, type Published } from './ledger.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';
import type { Source } from './source.ts';
import { venues } from './venues.ts';

/** Shows everything until the signal or the time ends it, then the summary. Throws why a subscription failed. */
export async function run(options: Options, output: Output, stop: AbortSignal): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const sources = await open(options, output);
  for (const source of sources) opened.use(source);
  const channels = sources.flatMap((source) => source.channels);
  const ledger = new Ledger(channels);
  output.introduce(introductionOf(sources, options));

  const failure = new AbortController();
  const time = options.seconds === undefined ? [] : [AbortSignal.timeout(options.seconds * 1000)];
  const end = AbortSignal.any([stop, failure.signal, ...time]);
  const shown = channels.map((channel) =>
    show(channel, ledger, output).catch((error: unknown) => failure.abort(error)),
  );
  await Promise.all(sources.map((source) => source.play(end)));
  if (!failure.signal.aborted) await catchUp(sources, ledger);
  await Promise.all(sources.map(({ client }) => client.close()));
  await Promise.all(shown);
  output.summary(ledger.summary(publishedBy(sources)));
  failure.signal.throwIfAborted();
}

async function open({ mode, seconds }: Options, output: Output): Promise<Source[]> {
  if (mode.type === 'live') return mode.open.map((openOne) => openOne(output.draws));
  const { seed, replay } = mode;
  // Fifteen beats show everything: a shorter run beats faster.
  const beat = Math.max(100, Math.min(1000, ((seconds ?? 15) * 1000) / 15));
  const announce = (text: string): void => output.announce(text);
  const { draws } = output;
  return Promise.all(
    mode.venues.flatMap(
      (name) => venues.get(name)?.demo({ seed, replay, beat, draws, announce }) ?? [],
    ),
  );
}

function introductionOf(sources: readonly Source[], { mode }: Options): string {
  const lines = sources.map(({ introduction }) => introduction);
  if (mode.type === 'live') return [...lines, 'Ctrl-C ends it.', ''].join('\n');
  const what =
    'These are simulated on this machine. After some seconds the demo cuts their connections, one after the other.\n' +
    'At the end (Ctrl-C) it counts what was lost and what came twice.\n';
  return [...lines, what].join('\n');
}

/** An item counts as handled when it has been shown. */
async function show(channel: Channel, ledger: Ledger, output: Output): Promise<void> {
  for await (const shown of channel.items) {
    output.item(channel, shown);
    ledger.add(channel, shown);
  }
}

/** Undefined where only a venue knows. */
function publishedBy(sources: readonly Source[]): Published | undefined {
  const all = sources.map((source) => source.published());
  const known = all.filter((published) => published !== undefined);
  return known.length < all.length
    ? undefined
    : new Map(known.flatMap((published) => Array.from(published)));
}

/** What is still on its way at the end is no loss, so it is waited for, though not for ever. */
async function catchUp(sources: readonly Source[], ledger: Ledger): Promise<void> {
  for (let waits = 0; waits < 150; waits += 1) {
    const published = publishedBy(sources);
    if (!published) return;
    const isLive = sources.every(({ client }) => client.health().state === 'live');
    if (isLive && ledger.hasNewest(published)) return;
    await sleep(20);
  }
}
