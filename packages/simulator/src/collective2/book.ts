import { instrumentOf } from './instruments.ts';
import type { Instrument } from './instruments.ts';
import type { Payload, Published } from './journal.ts';
import type { OrderRow, PositionRow, TradeRow } from './rest-rows.ts';
import { orderFieldsOf } from './signal-payload.ts';

/** A position as a test states it. */
export interface SimulatedPosition {
  readonly symbol: string;
  /** A short position is negative. */
  readonly quantity: number;
  readonly averagePrice: number;
}

/** Orders, positions and trades as they follow from what was published. */
export class Book {
  readonly trades: TradeRow[] = [];
  readonly #orders = new Map<string, OrderRow>();
  readonly #working = new Map<number, OrderRow>();
  readonly #positions = new Map<number, PositionRow[]>();

  /** In the order of posting. */
  get orders(): readonly OrderRow[] {
    return [...this.#orders.values()];
  }

  /** The latest order of a strategy, if it works. */
  workingOrderOf(strategyId: number): OrderRow | undefined {
    return this.#working.get(strategyId);
  }

  positionsOf(strategyId: number): readonly PositionRow[] {
    return this.#positions.get(strategyId) ?? [];
  }

  /** All strategies that something was published for. */
  get strategyIds(): readonly number[] {
    const ids = [...this.#positions.keys(), ...this.orders.map((order) => order.StrategyId)];
    return [...new Set(ids)];
  }

  /** A further signal with the `signal_id` of an order changes that order. */
  recordSignal(signal: Published): void {
    const { signalId, symbol, ...fields } = orderFieldsOf(signal.payload);
    const SignalId = signalId ?? signal.seqId;
    const key = `${signal.strategyId}:${SignalId}`;
    const earlier = this.#orders.get(key);
    const instrument = symbol === null ? undefined : instrumentOf(symbol);
    const order: OrderRow = {
      Id: earlier?.Id ?? signal.seqId,
      OrderId: earlier?.OrderId ?? String(signal.seqId),
      StrategyId: signal.strategyId,
      StrategyName: strategyName(signal.strategyId),
      SignalId,
      AvgPx: fields.AvgFillPrice,
      ...fields,
      Stop: null,
      TIF: '0',
      ProfitTarget: null,
      StopLoss: null,
      DoNotCreateOCAGroup: null,
      CancelReplaceSignalId: null,
      ParentSignalId: null,
      ParkedUntilDate: null,
      DoNotSyncToOpen: null,
      C2Symbol: instrument?.c2Symbol ?? null,
      ExchangeSymbol: instrument?.exchangeSymbol ?? null,
      RejectMessage: null,
      BrokerId: null,
      PostedDate: earlier?.PostedDate ?? signal.timestamp,
      SignalType: 1,
      Info: null,
    };
    this.#orders.set(key, order);
    if (order.OrderStatus === '0') this.#working.set(signal.strategyId, order);
    else this.#working.delete(signal.strategyId);
    if (instrument !== undefined && order.OrderStatus === '2' && earlier?.OrderStatus !== '2') {
      this.#fill(order, instrument, signal.timestamp);
    }
  }

  replacePositions(
    strategyId: number,
    positions: readonly SimulatedPosition[],
    openedAt: string,
  ): void {
    const rows = positions.map(({ symbol, quantity, averagePrice }) =>
      positionRow(strategyId, instrumentOf(symbol), quantity, averagePrice, openedAt),
    );
    this.#positions.set(strategyId, rows);
  }

  #fill(order: OrderRow, instrument: Instrument, at: string): void {
    const { StrategyId, AvgFillPrice: price, OrderQuantity: size } = order;
    if (price === null || size === null || order.Side === null) return;
    const rows = this.positionsOf(StrategyId);
    const held = rows.find((row) => row.C2Symbol.FullSymbol === instrument.symbol);
    const others = rows.filter((row) => row !== held);
    const signed = order.Side === '1' ? size : -size;
    const before = held?.Quantity ?? 0;
    const after = before + signed;
    if (held !== undefined && Math.sign(signed) !== Math.sign(before)) {
      this.trades.push(trade(order, held, Math.min(size, Math.abs(before)), price, at));
    }
    if (after === 0) {
      this.#positions.set(StrategyId, others);
      return;
    }
    const stays = held !== undefined && Math.sign(after) === Math.sign(before);
    const grows = stays && Math.abs(after) > Math.abs(before);
    const averaged = grows ? (held.AvgPx * before + price * signed) / after : price;
    const average = stays && !grows ? held.AvgPx : averaged;
    const opened = stays ? held.OpenedDate : at;
    const row = positionRow(StrategyId, instrument, after, average, opened);
    this.#positions.set(StrategyId, [...others, row]);
  }
}

/** The payload of a positions message. Illustrative: the venue does not document its own. */
export function positionsPayload(rows: readonly PositionRow[]): Payload {
  return {
    positions: rows.map((row) => ({
      symbol: row.C2Symbol.FullSymbol,
      quantity: row.Quantity,
      average_price: row.AvgPx,
      currency: row.Currency,
      opened_date: row.OpenedDate,
    })),
  };
}

export function strategyName(strategyId: number): string {
  return `Strategy ${strategyId}`;
}

function positionRow(
  strategyId: number,
  instrument: Instrument,
  quantity: number,
  averagePrice: number,
  openedAt: string,
): PositionRow {
  return {
    StrategyId: strategyId,
    StrategyName: strategyName(strategyId),
    Quantity: quantity,
    AvgPx: averagePrice,
    Currency: instrument.currency,
    OpenedDate: openedAt,
    C2Symbol: instrument.c2Symbol,
    ExchangeSymbol: instrument.exchangeSymbol,
  };
}

function trade(
  order: OrderRow,
  held: PositionRow,
  quantity: number,
  price: number,
  at: string,
): TradeRow {
  const isLong = held.Quantity > 0;
  const multiplier = held.ExchangeSymbol?.PriceMultiplier ?? 1;
  return {
    Id: order.Id,
    TradeId: order.Id,
    StrategyId: order.StrategyId,
    OpenDate: held.OpenedDate,
    CloseDate: at,
    AvgOpenFillPrice: held.AvgPx,
    AvgCloseFillPrice: price,
    OpenedQuantity: quantity,
    ClosedQuantity: quantity,
    OpenSide: isLong ? '1' : '2',
    CloseSide: isLong ? '2' : '1',
    ProfitLoss: (price - held.AvgPx) * quantity * multiplier * (isLong ? 1 : -1),
    Commission: 0,
    MaxDrawdown: 0,
    C2Symbol: held.C2Symbol,
    ExchangeSymbol: held.ExchangeSymbol,
  };
}
