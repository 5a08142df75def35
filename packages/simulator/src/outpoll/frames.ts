import type { OutpollBalance } from './account.ts';
import { cashAssetId } from './account.ts';
import type { OutpollEndpoint } from './endpoints.ts';
import { withExtraFields, writeBare, writeEnvelope } from './envelope.ts';
import type { OutpollBookRow, OutpollBookRowChange, OutpollChancePoint } from './market.ts';
import type { OutpollVariants } from './variants.ts';

/** What a message is about. */
export interface Topic {
  readonly eventId?: string | undefined;
  readonly outcomeIds?: readonly string[] | undefined;
}

/** Writes the venue's messages. */
export class Frames {
  readonly #variants: OutpollVariants;

  constructor(variants: OutpollVariants) {
    this.#variants = variants;
  }

  subscribed(eventId: string): string {
    return writeEnvelope('orderBook', { type: 'SUBSCRIBED', eventId }, this.#variants);
  }

  /** That it names its event is inferred. */
  unsubscribed(eventId: string): string {
    return writeEnvelope('orderBook', { type: 'UNSUBSCRIBED', eventId }, this.#variants);
  }

  prices(eventId: string, rows: readonly OutpollBookRow[]): string {
    const data = this.#variants.emptySide === 'null' ? rows : rows.map(withoutNulls);
    return writeEnvelope('orderBook', { type: 'PRICES_DATA', eventId, data }, this.#variants);
  }

  /** That its rows have the form of the snapshot's is inferred. */
  pricesDelta(eventId: string, data: readonly OutpollBookRowChange[]): string {
    return writeEnvelope('orderBook', { type: 'PRICES_DATA_DELTA', eventId, data }, this.#variants);
  }

  chance(
    type: 'probability' | 'UPDATE_HISTORY',
    eventId: string,
    outcomeId: string,
    data: OutpollChancePoint,
  ): string {
    const outcomes = [outcomeId];
    return writeEnvelope('chanceHistory', { type, eventId, outcomes, data }, this.#variants);
  }

  /** An ack for each outcome where an ack names one only. The text of a subscription is inferred. */
  chanceAcks(action: 'subscribe' | 'unsubscribe', topic: Topic): readonly string[] {
    return this.#acks('chanceHistory', `${action} successful`, topic);
  }

  /** Illustrative: the venue documents no ack here. */
  activityAcks(action: 'subscribe' | 'unsubscribe', topic: Topic): readonly string[] {
    return this.#acks('activityFeed', `${action} successful`, topic);
  }

  /** The ack of AUTH; on the balance updates it is the snapshot. */
  authorized(endpoint: OutpollEndpoint, balances: readonly OutpollBalance[]): string {
    if (endpoint === 'balanceUpdates') {
      const rows = balances.map(({ assetId, balance, free }) => ({
        i: assetId,
        b: balance,
        f: free,
      }));
      const data = { l: withExtraFields(rows, this.#variants) };
      return writeEnvelope(endpoint, { type: 'success', data, error: null }, this.#variants);
    }
    const [type, text, form] =
      endpoint === 'orderFeed'
        ? (['SUCCESS', 'AUTH successful', 'object'] as const)
        : (['success', 'authorized', 'string'] as const);
    const data = this.#ackData(text, form);
    return writeEnvelope(endpoint, { type, data, error: null }, this.#variants);
  }

  balanceDelta(userId: string, balance: OutpollBalance): string {
    const data = balanceDeltaOf(userId, balance, this.#variants);
    if (this.#variants.balanceDelta === 'bare') return writeBare(data, this.#variants);
    return this.data('balanceUpdates', 'BALANCE_UPDATE', data);
  }

  /** Data on a private stream. */
  data(endpoint: OutpollEndpoint, type: string, data: unknown): string {
    return writeEnvelope(endpoint, { type, data }, this.#variants);
  }

  activity(type: string, eventId: string, outcomeId: string, given: object): string {
    const { activityTopic } = this.#variants;
    const data = activityTopic === 'payload' ? { ...given, e: eventId, o: outcomeId } : given;
    const topic = activityTopic === 'envelope' ? { eventId, outcomes: outcomeId } : {};
    return writeEnvelope('activityFeed', { type, ...topic, data }, this.#variants);
  }

  lastTrade(type: string, trade: object): string {
    const data = this.#variants.lastTradePayload === 'object' ? trade : [trade];
    if (this.#variants.lastTradeEnvelope === 'absent') return writeBare(data, this.#variants);
    return this.data('lastTrades', type, data);
  }

  error(endpoint: OutpollEndpoint, text: string, { eventId, outcomeIds }: Topic = {}): string {
    const { errorText } = this.#variants;
    const isOrderBook = endpoint === 'orderBook';
    const inEnvelope = errorText === 'documented' ? isOrderBook : errorText === 'r';
    const content = inEnvelope ? { error: text } : { data: { error: text } };
    const type = isOrderBook ? 'ERROR' : 'error';
    const topic = { eventId, outcomes: outcomeIds };
    return writeEnvelope(endpoint, { type, ...topic, ...content }, this.#variants);
  }

  /** Its form is documented on the order updates; that it is the same elsewhere is inferred. */
  ping(endpoint: OutpollEndpoint): string {
    return writeEnvelope(endpoint, { type: 'PING', data: null, error: null }, this.#variants);
  }

  unknown(endpoint: OutpollEndpoint): string {
    const data = { note: 'No page mentions this type.' };
    return writeEnvelope(endpoint, { type: 'SIMULATOR_UNKNOWN', data }, this.#variants);
  }

  #acks(
    endpoint: OutpollEndpoint,
    text: string,
    { eventId, outcomeIds = [] }: Topic,
  ): readonly string[] {
    const data = this.#ackData(text, 'object');
    const named =
      this.#variants.outcomes === 'string' ? outcomeIds.map((id) => [id]) : [outcomeIds];
    return named.map((outcomes) =>
      writeEnvelope(endpoint, { type: 'success', eventId, outcomes, data }, this.#variants),
    );
  }

  #ackData(text: string, documented: 'string' | 'object'): unknown {
    const { ackData } = this.#variants;
    const form = ackData === 'documented' ? documented : ackData;
    return form === 'string' ? text : { message: text };
  }
}

/** `b` and `f` are absolute values (inferred); so is which of the two `aop` and `c` cash has. */
export function balanceDeltaOf(
  userId: string,
  { assetId, averageOpenPrice, cost, balance, free }: OutpollBalance,
  { cashCost }: Pick<OutpollVariants, 'cashCost'>,
): object {
  const [aop, c] =
    assetId === cashAssetId && cashCost === 'number' ? [1, balance] : [averageOpenPrice, cost];
  return { u: userId, a: assetId, aop, c, b: balance, f: free };
}

function withoutNulls(row: OutpollBookRow): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
