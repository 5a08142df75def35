/** The venue does not document its payloads: what the simulator makes up gets words, anything else is shown as it is. */
export function describePayload(payload: unknown): string {
  if (typeof payload === 'object' && payload !== null) {
    const fields: Readonly<Record<string, unknown>> = { ...payload };
    const words = describeSignal(fields) ?? describeUpdate(fields);
    if (words !== undefined) return words;
  }
  const json = JSON.stringify(payload) ?? 'no payload';
  return json.length > longest ? `${json.slice(0, longest - 1)}…` : json;
}

export interface Holding {
  readonly symbol: string;
  /** A short position is negative. */
  readonly quantity: number;
  readonly price: number;
}

export function describePositions(holdings: readonly Holding[]): string {
  if (holdings.length === 0) return 'no open positions';
  return holdings
    .map(({ symbol, quantity, price }) => `${quantity} ${symbol} at ${rounded(price)}`)
    .join(', ');
}

const longest = 100;

const outcomes: Readonly<Record<string, string>> = {
  '0': 'working',
  '2': 'filled',
  '4': 'cancelled',
};

function describeSignal(fields: Readonly<Record<string, unknown>>): string | undefined {
  const { symbol, side, open_close: openClose, quantity, limit, fill_price: fillPrice } = fields;
  const outcome = outcomes[String(fields['order_status'])];
  if (typeof symbol !== 'string' || typeof quantity !== 'number' || outcome === undefined)
    return undefined;
  const action = side === '1' ? 'buy' : 'sell';
  const aim = openClose === 'O' ? 'to open' : 'to close';
  const condition = typeof limit === 'number' ? `, limit ${rounded(limit)}` : '';
  const price = typeof fillPrice === 'number' ? ` at ${rounded(fillPrice)}` : '';
  return `${action} ${quantity} ${symbol} ${aim}${condition}: ${outcome}${price}`;
}

function describeUpdate({ positions }: Readonly<Record<string, unknown>>): string | undefined {
  if (!Array.isArray(positions)) return undefined;
  const holdings = positions.map(holdingOf).filter((holding) => holding !== undefined);
  return holdings.length === positions.length ? describePositions(holdings) : undefined;
}

function holdingOf(position: unknown): Holding | undefined {
  if (typeof position !== 'object' || position === null) return undefined;
  const {
    symbol,
    quantity,
    average_price: price,
  }: Readonly<Record<string, unknown>> = { ...position };
  const isKnown =
    typeof symbol === 'string' && typeof quantity === 'number' && typeof price === 'number';
  return isKnown ? { symbol, quantity, price } : undefined;
}

function rounded(price: number): string {
  return String(Number(price.toFixed(4)));
}
