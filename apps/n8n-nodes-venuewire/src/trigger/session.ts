import type { ClientFace } from '@venuewire/core';
import type { ITriggerFunctions } from 'n8n-workflow';

import { pause, scheduler } from '../scheduler.ts';
import type { ConnectionPool, Member, Place } from './connection-pool.ts';
import { Delivery } from './delivery.ts';
import { FeedReader } from './feed-reader.ts';
import type { Feed, ReadCredential, TriggerVenue } from './feed.ts';
import { writeStates, type Ledger } from './ledger.ts';
import { MissedEvents } from './missed-events.ts';
import type { TriggerSettings } from './settings.ts';

/** Within which n8n gets a trigger back that it closes, whatever a socket does meanwhile. */
const closesWithin = 1_500;

/** Between two attempts to read a credential that could be read before. */
const rejoinAfter = 5_000;

export interface SessionOptions<Client extends ClientFace> {
  readonly venue: TriggerVenue<Client>;
  readonly pool: ConnectionPool<Client>;
  readonly context: ITriggerFunctions;
  readonly settings: TriggerSettings;
  readonly feeds: readonly Feed<Client>[];
  readonly ledger: Ledger;
  /** A test in the editor: one event, and nothing is remembered. */
  readonly isManual: boolean;
  /** No attempt can succeed any more; called once, and not after `close`. */
  readonly failed: (error: unknown) => void;
  readonly live: () => void;
}

/** A trigger at work: from the first dial until n8n, or a fatal error, closes it. */
export class TriggerSession<Client extends ClientFace> implements Member {
  readonly credentialId: string;
  readonly read: ReadCredential;
  readonly #options: SessionOptions<Client>;
  readonly #closing = new AbortController();
  readonly #delivery: Delivery;
  readonly #readers: readonly (readonly [Feed<Client>, FeedReader])[];
  readonly #liveFeeds = new Set<Feed<Client>>();
  #client: Client | undefined;
  #round = new AbortController();
  #running: Promise<void> | undefined;
  #cancelStale: (() => void) | undefined;

  constructor(options: SessionOptions<Client>) {
    const { context, venue, settings, feeds, isManual } = options;
    this.#options = options;
    this.credentialId = context.getNode().credentials?.[venue.credential]?.id ?? '';
    this.read = () => context.getCredentials(venue.credential);
    this.#delivery = new Delivery(context, {
      isSerial: settings.isSerial && !isManual,
      closing: this.#closing.signal,
    });
    this.#readers = feeds.map((feed) => [feed, this.#reader(feed)]);
  }

  /** Joins the connection and returns: it is dialled in the background. @throws for a credential that is unusable */
  async start(): Promise<void> {
    const place = await this.#options.pool.join(this);
    if (this.#closing.signal.aborted) return place.leave();
    this.#watchStaleness();
    this.#running = this.#run(place);
  }

  /** The credential has changed, or nothing came for too long: subscribes anew, from where it was. */
  moved(): void {
    this.#round.abort();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#cancelStale?.();
    for (const [, reader] of this.#readers) reader.stop();
    const enough = new AbortController();
    await Promise.race([this.#running, pause(closesWithin, enough.signal)]);
    enough.abort();
  }

  async #run(first: Place<Client>): Promise<void> {
    let place: Place<Client> | undefined = first;
    while (place) {
      const { client } = place;
      this.#client = client;
      this.#round = new AbortController();
      const signal = AbortSignal.any([this.#round.signal, this.#closing.signal]);
      try {
        await Promise.all(
          this.#readers.map(([feed, reader]) => this.#follow(client, feed, reader, signal)),
        );
      } catch (error) {
        if (!signal.aborted) this.#fail(error);
      }
      this.#round.abort();
      await place.leave();
      place = await this.#rejoin();
    }
  }

  async #follow(
    client: Client,
    feed: Feed<Client>,
    reader: FeedReader,
    signal: AbortSignal,
  ): Promise<void> {
    const { minimumInterval } = this.#options.settings;
    const cursor = this.#options.ledger.feed(feed.key).store;
    for await (const item of feed.open(client, { signal, cursor })) {
      await reader.handle(item);
      // Meanwhile newer messages take the place of older ones.
      if (feed.isState && item.type === 'data') await pause(minimumInterval, signal);
    }
  }

  async #rejoin(): Promise<Place<Client> | undefined> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        const place = await this.#options.pool.join(this);
        if (!signal.aborted) return place;
        await place.leave();
      } catch (error) {
        this.#options.context.logger.warn(
          `${this.#options.venue.title}: the credential cannot be read at the moment; trying again.`,
          { error: error instanceof Error ? error.message : String(error) },
        );
        await pause(rejoinAfter, signal);
      }
    }
    return undefined;
  }

  #fail(error: unknown): void {
    this.#closing.abort();
    this.#cancelStale?.();
    this.#options.failed(error);
  }

  #reader(feed: Feed<Client>): FeedReader {
    const { context, venue, settings, ledger, isManual } = this.#options;
    const { missed: policy, includesConnectionEvents, isSimplified } = settings;
    const staticData = isManual ? {} : context.getWorkflowStaticData('node');
    return new FeedReader({
      venue: venue.name,
      key: feed.key,
      node: { workflowId: context.getWorkflow().id ?? '', nodeId: context.getNode().id },
      ledger,
      missed: new MissedEvents(policy, { now: Date.now, missed: feed.missed }),
      delivery: this.#delivery,
      logger: context.logger,
      // A test waits for an event of the venue.
      includesConnectionEvents: includesConnectionEvents && !isManual,
      isSimplified,
      clockOffset: () => this.#client?.health().clockOffset ?? 0,
      save: () => {
        if (!isManual) writeStates(staticData, ledger.states);
        // One event is what a test is for.
        else this.#closing.abort();
      },
      isLive: () => this.#isLive(feed),
      hasData: () => this.#watchStaleness(),
    });
  }

  #isLive(feed: Feed<Client>): void {
    this.#liveFeeds.add(feed);
    if (this.#liveFeeds.size === this.#readers.length) this.#options.live();
  }

  #watchStaleness(): void {
    const { staleAfter } = this.#options.settings;
    this.#cancelStale?.();
    if (staleAfter === undefined || this.#closing.signal.aborted) return;
    this.#cancelStale = scheduler.after(staleAfter, () => void this.#stale(staleAfter));
  }

  async #stale(staleAfter: number): Promise<void> {
    this.#watchStaleness();
    this.moved();
    const [, reader] = this.#readers[0] ?? [];
    await reader?.tell('stale', { silentForMinutes: staleAfter / 60_000 });
  }
}
