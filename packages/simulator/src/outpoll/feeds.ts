import { SeededRandom } from '../random.ts';
import { truncated } from '../wire-faults.ts';
import type { OutpollBalance } from './account.ts';
import type { OutpollEndpoint } from './endpoints.ts';
import { balanceDeltaOf } from './frames.ts';
import { unixSeconds } from './market.ts';
import type { OutpollBookRowChange, OutpollChancePoint } from './market.ts';
import type { World } from './world.ts';

/** One live message with data, whether or not somebody was there to get it. */
export interface OutpollPublished {
  readonly endpoint: OutpollEndpoint;
  /** Epoch milliseconds on the venue's clock. */
  readonly at: number;
  /** `t`, in the letter case of the venue's examples; '' for a balance, which has none. */
  readonly type: string;
  readonly eventId?: string;
  readonly outcomeId?: string;
  /** `d`, without extra fields and with complete rows; the whole message for a balance. */
  readonly data: unknown;
}

/** A message about take-profit and stop-loss prices; null where there is none. */
export interface OutpollTakeProfit {
  readonly orderId?: string;
  readonly assetId: string;
  readonly quantity: number;
  readonly takeProfit: number | null;
  readonly stopLoss: number | null;
  /** `ACTIVE` is the one value that the venue documents. */
  readonly status: string;
}

/** Sends live messages to whom they are for, and keeps what was sent. It changes no state. */
export class Feeds {
  readonly published: OutpollPublished[] = [];
  readonly #counts = new Map<OutpollEndpoint, number>();
  readonly #world: World;
  readonly #ids: SeededRandom;

  constructor(world: World) {
    this.#world = world;
    this.#ids = new SeededRandom(world.settings.seed, 'ids');
  }

  countOf(endpoint: OutpollEndpoint): number {
    return this.#counts.get(endpoint) ?? 0;
  }

  /** In the form of the venue's. */
  newId(): string {
    const lengths = [8, 4, 4, 4, 12];
    return lengths.map((length) => this.#ids.hex(length)).join('-');
  }

  /** `changes` has what has changed, and goes out with the rest of the row unless rows are partial. */
  prices(eventId: string, changes: readonly OutpollBookRowChange[]): void {
    const { frames, market, settings } = this.#world;
    const rows = changes.map(({ o }) => market.row(o));
    const sent = settings.variants.deltaRows === 'complete' ? rows : changes;
    const message = { type: 'PRICES_DATA_DELTA', eventId, data: rows };
    this.#publish('orderBook', message, eventId, frames.pricesDelta(eventId, sent));
  }

  chance(outcomeId: string, point: OutpollChancePoint): void {
    const { frames, market } = this.#world;
    const eventId = market.outcome(outcomeId).event.id;
    const type = 'UPDATE_HISTORY';
    const frame = frames.chance(type, eventId, outcomeId, point);
    this.#publish('chanceHistory', { type, eventId, outcomeId, data: point }, outcomeId, frame);
  }

  orderUpdate(orderId: string, status: 'SUCCESS' | 'FAILED'): void {
    this.#private('orderUpdates', 'ORDER_UPDATE', {
      i: orderId,
      u: this.#world.settings.userId,
      s: status,
    });
  }

  takeProfit(update: OutpollTakeProfit): void {
    const { settings } = this.#world;
    const { takeProfit: tpp, stopLoss: slp } = update;
    const prices = { tpp, slp };
    const written =
      settings.variants.tpslEmpty === 'null'
        ? prices
        : Object.fromEntries(Object.entries(prices).filter(([, price]) => price !== null));
    this.#private('orderUpdates', 'TPSL_UPDATE', {
      i: update.orderId ?? this.newId(),
      u: settings.userId,
      a: update.assetId,
      q: update.quantity,
      ...written,
      s: update.status,
    });
  }

  balance(balance: OutpollBalance): void {
    const { frames, settings } = this.#world;
    const data = balanceDeltaOf(settings.userId, balance, settings.variants);
    const frame = frames.balanceDelta(settings.userId, balance);
    this.#publish('balanceUpdates', { type: '', data }, undefined, frame);
  }

  orderFeed(type: string, data: object): void {
    this.#private('orderFeed', type, data);
  }

  activity(outcomeId: string, type: string, data: object): void {
    const { frames, market } = this.#world;
    const eventId = market.outcome(outcomeId).event.id;
    const frame = frames.activity(type, eventId, outcomeId, data);
    this.#publish('activityFeed', { type, eventId, outcomeId, data }, outcomeId, frame);
  }

  lastTrade(type: string, data: object): void {
    const frame = this.#world.frames.lastTrade(type, data);
    this.#publish('lastTrades', { type, data }, undefined, frame);
  }

  /** A point of now. */
  pointAt(chance: number): OutpollChancePoint {
    return { t: unixSeconds(this.#world.clock.now()), p: chance };
  }

  #private(endpoint: OutpollEndpoint, type: string, data: object): void {
    const frame = this.#world.frames.data(endpoint, type, data);
    this.#publish(endpoint, { type, data }, undefined, frame);
  }

  #publish(
    endpoint: OutpollEndpoint,
    message: Omit<OutpollPublished, 'endpoint' | 'at'>,
    topic: string | undefined,
    frame: string,
  ): void {
    const { clock, sessions, watch, wire } = this.#world;
    this.published.push({ endpoint, at: clock.now(), ...message });
    this.#counts.set(endpoint, this.countOf(endpoint) + 1);
    const receivers = [...sessions].filter((session) => session.receives(endpoint, topic));
    const isCut = wire.truncateNext && receivers.length > 0;
    if (isCut) wire.truncateNext = false;
    for (const session of receivers) session.deliver(isCut ? truncated(frame) : frame);
    watch.changed();
  }
}
