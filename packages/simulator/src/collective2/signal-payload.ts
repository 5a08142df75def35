import type { Payload } from './journal.ts';
import type { OrderRow } from './rest-rows.ts';

/**
 * The fields of the payloads that the simulator makes up. The venue does not document its own:
 * these are illustrative, and their values are those of the REST order of the same signal.
 */
export interface IllustrativeSignal {
  readonly signal_id: number;
  readonly symbol: string;
  readonly order_type: '1' | '2' | '3';
  readonly side: '1' | '2';
  readonly open_close: 'O' | 'C';
  readonly quantity: number;
  readonly limit: number | null;
  /** '0' working, '2' filled, '4' canceled. */
  readonly order_status: '0' | '2' | '4';
  readonly fill_price: number | null;
}

/** What the REST orders show of a payload; null for what it does not say in the illustrative form. */
export function orderFieldsOf(
  payload: Payload,
): { readonly signalId: number | null; readonly symbol: string | null } & Pick<
  OrderRow,
  | 'OrderType'
  | 'Side'
  | 'OpenClose'
  | 'OrderQuantity'
  | 'Limit'
  | 'OrderStatus'
  | 'FilledQuantity'
  | 'AvgFillPrice'
> {
  const status = oneOf(payload['order_status'], ['0', '2', '4'] as const);
  const quantity = numberOf(payload['quantity']);
  return {
    signalId: numberOf(payload['signal_id']),
    symbol: typeof payload['symbol'] === 'string' ? payload['symbol'] : null,
    OrderType: oneOf(payload['order_type'], ['1', '2', '3'] as const),
    Side: oneOf(payload['side'], ['1', '2'] as const),
    OpenClose: oneOf(payload['open_close'], ['O', 'C'] as const),
    OrderQuantity: quantity,
    Limit: numberOf(payload['limit']),
    OrderStatus: status,
    FilledQuantity: status === '2' ? quantity : 0,
    AvgFillPrice: numberOf(payload['fill_price']),
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function oneOf<Value>(value: unknown, values: readonly Value[]): Value | null {
  return values.find((one) => one === value) ?? null;
}
