/** The two messages that are measured, made once so that both paths read the same bytes. */
export type Kind = 'signal' | 'state';

const signal = {
  strategy_id: 12345678,
  signal_id: 152_314_990,
  order_type: '1',
  side: '1',
  open_close: 'O',
  quantity: 100,
  limit: null,
  stop: null,
  tif: '0',
  profit_target: 412.5,
  stop_loss: 388.25,
  symbol: {
    full_symbol: 'MSFT',
    symbol_type: 'stock',
    description: 'MICROSOFT CORP',
    currency: 'USD',
  },
  exchange: {
    symbol: 'MSFT',
    security_exchange: 'DEFAULT',
    security_type: 'CS',
    price_multiplier: 1,
  },
};

const state = Array.from({ length: 120 }, (_, index) => ({
  strategy_id: 12345678,
  symbol: `SYM${index}`,
  quantity: (index - 60) * 10,
  avg_px: 100 + index * 1.375,
  currency: 'USD',
  opened_date: '2024-01-01T12:00:00Z',
  symbol_type: 'stock',
}));

const channels = { signal: 'strategy.signal', state: 'strategy.positions' } as const;

/** Frames of 600 bytes, or 20 KB, that differ in their sequence number alone. */
export function framesOf(kind: Kind): (sequence: number) => string {
  const payload = kind === 'signal' ? signal : { strategy_id: 12345678, positions: state };
  const timestamp = new Date().toISOString();
  const rest = JSON.stringify({ timestamp, v: 4, payload }).slice(1);
  return (sequence) =>
    `{"msg_type":"${channels[kind]}","id":"msg_a1b2c3d4e5f6a1b2c3d4e5f6a7b8","seq_id":${sequence},${rest}`;
}
