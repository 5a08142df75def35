import type { DataItem, GapItem, Item, StatusItem } from '@venuewire/core';
import type { IDataObject, Logger } from 'n8n-workflow';

import { scheduler } from '../scheduler.ts';
import type { Delivery } from './delivery.ts';
import type { Told } from './feed.ts';
import type { FeedLedger, Ledger } from './ledger.ts';
import type { MissedEvents } from './missed-events.ts';
import { asObject, deduplicationKey, isoOf, outputOf, type Output } from './output.ts';

/** After so long without another one, what was missed is reported. */
const reportAfter = 1_000;

export interface ReaderOptions {
  readonly venue: string;
  readonly key: string;
  readonly node: { readonly workflowId: string; readonly nodeId: string };
  readonly ledger: Ledger;
  readonly missed: MissedEvents;
  readonly delivery: Delivery;
  readonly logger: Logger;
  readonly includesConnectionEvents: boolean;
  readonly isSimplified: boolean;
  readonly clockOffset: () => number;
  /** Writes where the node stands, for n8n to save with the event that follows. */
  readonly save: () => void;
  readonly isLive: () => void;
  readonly hasData: () => void;
}

/** Makes n8n's events of the items of one feed. */
export class FeedReader {
  readonly #options: ReaderOptions;
  #statuses = 0;
  #cancelReport: (() => void) | undefined;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** Settles when the next item may come. */
  async handle(item: Item<Told | undefined>): Promise<void> {
    if (item.type === 'status') await this.#status(item);
    else if (item.type === 'gap') await this.#gap(item);
    else await this.#data(item);
  }

  /** An event that tells of the feed itself, for those who want to know. */
  async tell(status: string, details: IDataObject): Promise<void> {
    const { venue, key, delivery, node } = this.#options;
    const now = Date.now();
    this.#statuses += 1;
    const output: Output = {
      venue,
      event: 'status',
      id: `${venue}:status:${key}:${now}-${this.#statuses}`,
      sequence: null,
      time: null,
      receivedAt: new Date(now).toISOString(),
      replayed: false,
      data: { status, feed: key, ...details },
    };
    await delivery.deliver(output, deduplicationKey(node, output.id, 0));
  }

  get #ledger(): FeedLedger {
    return this.#options.ledger.feed(this.#options.key);
  }

  stop(): void {
    this.#cancelReport?.();
  }

  async #status(item: StatusItem): Promise<void> {
    const { logger, isLive, venue, key } = this.#options;
    if (item.status === 'live') isLive();
    const names = { live: 'connected', recovering: 'disconnected', waiting: 'waiting' } as const;
    const cause =
      item.cause === 'consumer' ? 'The workflow is slower than the feed.' : item.cause?.message;
    logger.debug(
      `${venue}: ${key} is ${names[item.status]}.`,
      cause === undefined ? {} : { cause },
    );
    await this.#inform(names[item.status], {
      ...(cause !== undefined && { cause }),
      ...(item.nextAttemptAt !== undefined && { nextAttemptAt: isoOf(item.nextAttemptAt) }),
    });
  }

  async #gap(item: GapItem): Promise<void> {
    const { missed, logger, venue, key } = this.#options;
    if (item.reason === 'sequence-reset') this.#ledger.restart();
    missed.broke();
    const { reason, recovery, since, until, dropped, cause } = item;
    if (recovery === 'none') {
      logger.warn(`${venue}: events of ${key} may be missing (${reason}).`);
    }
    await this.#inform('gap', {
      reason,
      recovery,
      since: isoOf(since),
      ...(until !== undefined && { until: isoOf(until) }),
      ...(dropped !== undefined && { dropped }),
      ...(cause && { cause: cause.message }),
    });
  }

  async #data(item: DataItem<Told | undefined>): Promise<void> {
    const { missed, clockOffset, hasData } = this.#options;
    const ledger = this.#ledger;
    const { sequence, receivedAt: at } = item;
    const cursor = sequence === undefined ? undefined : { sequence, at };
    hasData();
    const { data: message } = item;
    if (!message) {
      if (cursor) ledger.pass(cursor);
      return;
    }
    if (message.isUncertain) return this.#uncertain(message);
    const wasInFlight = sequence !== undefined && ledger.wasInFlight(sequence);
    const reason = missed.judge(item, { clockOffset: clockOffset(), wasInFlight });
    if (reason === undefined) return this.#event(item, message, cursor);
    // What an earlier process has handed over most surely ran: by now it is too late to ask n8n.
    if (!wasInFlight) {
      missed.count(item, reason);
      this.#scheduleReport();
    }
    if (cursor) ledger.pass(cursor);
  }

  async #event(
    item: DataItem<unknown>,
    message: Told,
    cursor: { readonly sequence: number; readonly at: number } | undefined,
  ): Promise<void> {
    const { venue, node, delivery, isSimplified, save } = this.#options;
    const ledger = this.#ledger;
    const output = outputOf(
      venue,
      message.event,
      item,
      isSimplified ? message.data : message.whole,
    );
    const key = deduplicationKey(node, item.id, ledger.generation);
    const isOver = await delivery.deliver(output, key, () => {
      if (cursor) ledger.begin(cursor);
      save();
    });
    if (isOver && cursor) ledger.settle(cursor.sequence);
  }

  /** The venue did not say whose it is. The package asks for it again, in a way that leaves no doubt, if it can. */
  async #uncertain({ event, data }: Told): Promise<void> {
    const { logger, venue, key } = this.#options;
    logger.warn(`${venue}: a message did not say whether it is of ${key}, and was not passed on.`);
    await this.#inform('uncertain', { event, message: asObject(data) });
  }

  async #inform(status: string, details: IDataObject): Promise<void> {
    if (this.#options.includesConnectionEvents) await this.tell(status, details);
  }

  #scheduleReport(): void {
    this.#cancelReport?.();
    this.#cancelReport = scheduler.after(reportAfter, () => void this.#report());
  }

  async #report(): Promise<void> {
    const { missed, logger, venue, key } = this.#options;
    const report = missed.report();
    if (!report) return;
    const { count, reasons, firstSequence, lastSequence, oldest } = report;
    logger.warn(`${venue}: ${count} missed events of ${key} were not passed on as new.`, {
      reasons,
    });
    await this.#inform('missed', {
      count,
      reasons: { ...reasons },
      firstSequence: firstSequence ?? null,
      lastSequence: lastSequence ?? null,
      oldest: oldest === undefined ? null : isoOf(oldest),
    });
  }
}
