/** Rows of the REST answers, with the names of the venue's OpenAPI file in their newer letter case. */

export interface SymbolRow {
  readonly FullSymbol: string | null;
  readonly SymbolType: 'stock' | 'option' | 'future' | 'forex' | null;
  readonly Underlying: string | null;
  readonly Expiry: string | null;
  readonly PutOrCall: 'put' | 'call' | null;
  readonly StrikePrice: number | null;
  readonly Description: string | null;
}

export interface ExchangeSymbolRow {
  readonly Symbol: string | null;
  readonly Currency: string | null;
  readonly SecurityExchange: string | null;
  readonly SecurityType: 'CS' | 'FUT' | 'OPT' | 'FOR' | null;
  readonly MaturityMonthYear: string | null;
  /** 0 put, 1 call. */
  readonly PutOrCall: 0 | 1 | null;
  readonly StrikePrice: number | null;
  readonly PriceMultiplier: number | null;
}

/** 'A' pending new, '0' working, '1' partially filled, '2' filled, '4' canceled, … */
type OrderStatusCode = 'A' | '0' | '1' | '2' | '4' | '5' | '6' | '8' | 'C' | 'E';

export interface OrderRow {
  readonly Id: number;
  readonly OrderId: string;
  readonly StrategyId: number;
  readonly StrategyName: string;
  readonly SignalId: number;
  readonly AvgPx: number | null;
  /** '1' market, '2' limit, '3' stop. */
  readonly OrderType: '1' | '2' | '3' | null;
  /** '1' buy, '2' sell. */
  readonly Side: '1' | '2' | null;
  readonly OpenClose: 'O' | 'C' | null;
  readonly OrderQuantity: number | null;
  readonly Limit: number | null;
  readonly Stop: number | null;
  /** '0' day, '1' good till canceled. */
  readonly TIF: '0' | '1' | null;
  readonly ProfitTarget: number | null;
  readonly StopLoss: number | null;
  readonly DoNotCreateOCAGroup: boolean | null;
  readonly CancelReplaceSignalId: number | null;
  readonly ParentSignalId: number | null;
  /** New York time. */
  readonly ParkedUntilDate: string | null;
  readonly DoNotSyncToOpen: boolean | null;
  readonly C2Symbol: SymbolRow | null;
  readonly ExchangeSymbol: ExchangeSymbolRow | null;
  readonly RejectMessage: string | null;
  readonly BrokerId: number | null;
  readonly OrderStatus: OrderStatusCode | null;
  readonly FilledQuantity: number | null;
  readonly AvgFillPrice: number | null;
  /** UTC. */
  readonly PostedDate: string;
  /** 1 strategy, 4 manual, 5 override, 6 automatic stop loss. */
  readonly SignalType: 1 | 4 | 5 | 6 | null;
  readonly Info: string | null;
}

export interface PositionRow {
  readonly StrategyId: number;
  readonly StrategyName: string;
  /** A short position is negative. */
  readonly Quantity: number;
  readonly AvgPx: number;
  readonly Currency: string | null;
  /** UTC. */
  readonly OpenedDate: string;
  readonly C2Symbol: SymbolRow;
  readonly ExchangeSymbol: ExchangeSymbolRow | null;
}

/** The row has more fields at the venue; these are the ones its clients can count on. */
export interface TradeRow {
  readonly Id: number;
  readonly TradeId: number;
  readonly StrategyId: number;
  readonly OpenDate: string;
  readonly CloseDate: string;
  readonly AvgOpenFillPrice: number;
  readonly AvgCloseFillPrice: number;
  readonly OpenedQuantity: number;
  readonly ClosedQuantity: number;
  readonly OpenSide: '1' | '2';
  readonly CloseSide: '1' | '2';
  readonly ProfitLoss: number;
  readonly Commission: number;
  readonly MaxDrawdown: number;
  readonly C2Symbol: SymbolRow;
  readonly ExchangeSymbol: ExchangeSymbolRow | null;
}
