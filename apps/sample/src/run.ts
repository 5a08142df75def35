import { setTimeout as sleep } from 'node:timers/promises';

import { collective2, type Collective2 } from '@venuewire/collective2';

import { channelsOf, type Channel } from './channels.ts';
import { demoVenue } from './demo.ts';
import { Ledger } from './ledger.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';
import { liveVenue, type Venue } from './venue.ts';

/** Shows everything until the signal or the time ends it, then the summary. Throws why a subscription failed. */
export async function run(options: Options, output: Output, stop: AbortSignal): Promise<void> {
  await using venue = await venueOf(options, output);
  await using client = collective2(venue.client);
  const channels = channelsOf(client, venue.strategyIds);
  const ledger = new Ledger(channels);
  output.introduce(venue.introduction);

  const failure = new AbortController();
  const time = options.seconds === undefined ? [] : [AbortSignal.timeout(options.seconds * 1000)];
  const end = AbortSignal.any([stop, failure.signal, ...time]);
  const shown = channels.map((channel) =>
    show(channel, ledger, output).catch((error: unknown) => failure.abort(error)),
  );
  await venue.play(end);
  if (!failure.signal.aborted) await catchUp(venue, client, ledger);
  await client.close();
  await Promise.all(shown);
  output.summary(ledger.summary(venue.published()));
  failure.signal.throwIfAborted();
}

async function venueOf({ venue, seconds }: Options, output: Output): Promise<Venue> {
  if (venue.type === 'live') return liveVenue(venue);
  return await demoVenue(venue, seconds, (text) => output.announce(text));
}

/** An item counts as handled when it has been shown. */
async function show(channel: Channel, ledger: Ledger, output: Output): Promise<void> {
  for await (const item of channel.items) {
    output.item(channel, item);
    ledger.add(channel, item);
  }
}

/** What is still on its way at the end is no loss, so it is waited for, though not for ever. */
async function catchUp(venue: Venue, client: Collective2, ledger: Ledger): Promise<void> {
  const published = venue.published();
  if (!published) return;
  for (let waits = 0; waits < 150; waits += 1) {
    if (client.health().state === 'live' && ledger.hasNewest(published)) return;
    await sleep(20);
  }
}
