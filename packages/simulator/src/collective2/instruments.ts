import type { ExchangeSymbolRow, SymbolRow } from './rest-rows.ts';

export interface Instrument {
  readonly symbol: string;
  /** About which the made-up market trades it. */
  readonly price: number;
  readonly currency: string;
  readonly c2Symbol: SymbolRow;
  readonly exchangeSymbol: ExchangeSymbolRow;
}

/** One of each kind that the venue trades, for the made-up market. */
export const instruments: readonly Instrument[] = [
  stock('AAPL', 187.5),
  stock('MSFT', 402.25),
  {
    symbol: '@ESH4',
    price: 4892.25,
    currency: 'USD',
    c2Symbol: symbolRow('@ESH4', 'future', { Underlying: '@ES', Expiry: '2024-03-15' }),
    exchangeSymbol: exchangeRow('ES', 'FUT', {
      SecurityExchange: 'CME',
      MaturityMonthYear: '202403',
      PriceMultiplier: 50,
    }),
  },
  {
    symbol: 'EURUSD',
    price: 1.0862,
    currency: 'USD',
    c2Symbol: symbolRow('EURUSD', 'forex', { Description: 'EUR/USD' }),
    exchangeSymbol: exchangeRow('EUR', 'FOR', {}),
  },
  {
    symbol: 'SPY2419C480',
    price: 7.35,
    currency: 'USD',
    c2Symbol: symbolRow('SPY2419C480', 'option', {
      Underlying: 'SPY',
      Expiry: '2024-02-19',
      PutOrCall: 'call',
      StrikePrice: 480,
    }),
    exchangeSymbol: exchangeRow('SPY', 'OPT', {
      MaturityMonthYear: '20240219',
      PutOrCall: 1,
      StrikePrice: 480,
      PriceMultiplier: 100,
    }),
  },
];

/** A symbol that is not in the list is taken for a stock. */
export function instrumentOf(symbol: string): Instrument {
  return instruments.find((instrument) => instrument.symbol === symbol) ?? stock(symbol, 100);
}

function stock(symbol: string, price: number): Instrument {
  return {
    symbol,
    price,
    currency: 'USD',
    c2Symbol: symbolRow(symbol, 'stock', { Underlying: symbol }),
    exchangeSymbol: exchangeRow(symbol, 'CS', {}),
  };
}

function symbolRow(
  symbol: string,
  type: SymbolRow['SymbolType'],
  known: Partial<SymbolRow>,
): SymbolRow {
  return {
    FullSymbol: symbol,
    SymbolType: type,
    Underlying: null,
    Expiry: null,
    PutOrCall: null,
    StrikePrice: null,
    Description: null,
    ...known,
  };
}

function exchangeRow(
  symbol: string,
  type: ExchangeSymbolRow['SecurityType'],
  known: Partial<ExchangeSymbolRow>,
): ExchangeSymbolRow {
  return {
    Symbol: symbol,
    Currency: 'USD',
    SecurityExchange: 'DEFAULT',
    SecurityType: type,
    MaturityMonthYear: null,
    PutOrCall: null,
    StrikePrice: null,
    PriceMultiplier: null,
    ...known,
  };
}
