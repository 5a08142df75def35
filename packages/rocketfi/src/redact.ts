import { parseJson } from '@venuewire/core';

import { masked, wordsOf } from './explain.ts';
import { isObject } from './schemas/scalars.ts';
import { tagged } from './tagged.ts';

/** Everybody's market. */
const shown = new Set([
  'OrderbookUpdate',
  'QuoteUpdate',
  'MarkPriceUpdate',
  'AssetMarkPriceUpdate',
  'FundingRateUpdate',
  'CandleUpdate',
  'LastMatchPriceUpdate',
  'AuctionFillUpdate',
  'TickerUpdate',
  'InstrumentStatsUpdate',
]);

/** Of an account, or of its transactions: the form is shown, and whose it is. */
const outlined = new Set([
  'OrderEventUpdate',
  'OpenOrdersUpdate',
  'CollateralUpdate',
  'PositionUpdate',
  'AccountRiskUpdate',
  'PositionFundingUpdate',
  'TransactionResult',
  'ExecuteOnDisconnectRegistered',
]);

/** What was asked for is shown. */
const requests = new Set([
  'Subscribe',
  'Unsubscribe',
  'SubscribeConfirmation',
  'UnsubscribeConfirmation',
]);
const parameters = ['account', 'assetId', 'instrumentId', 'interval'];

const hidden = '[redacted]';

/** A recording shows the market as it was, of an account the form of its messages, of what was signed nothing. */
export function redact(text: string): string {
  try {
    const split = tagged(parseJson(text));
    if (typeof split === 'string') return hidden;
    const { tag, content } = split;
    if (shown.has(tag)) return text;
    const name = masked(tag).slice(0, 64);
    return JSON.stringify(content === null ? name : { [name]: redacted(tag, content) });
  } catch {
    return hidden;
  }
}

function redacted(tag: string, content: unknown): unknown {
  if (tag === 'Error') return wordsOf(content) ?? hidden;
  if (outlined.has(tag)) return outline(content, ['account']);
  if (!requests.has(tag) || !isObject(content)) return hidden;
  return Object.fromEntries(
    Object.entries(content).map(([kind, params]) => [kind, outline(params, parameters)]),
  );
}

/** The same with other values; `kept` are the fields that stay, at the top. */
function outline(value: unknown, kept: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((item) => outline(item));
  if (isObject(value)) {
    const fields = Object.entries(value).map(([name, field]) => {
      if (kept.includes(name) && !isObject(field)) return [name, field];
      // Their names tell what happened, and in what instruments.
      if (name === 'positions') return [name, {}];
      return [name, ['eventData', 'response'].includes(name) ? hidden : outline(field)];
    });
    return Object.fromEntries(fields);
  }
  if (typeof value === 'number') return 0;
  if (typeof value === 'boolean') return false;
  if (typeof value !== 'string') return value;
  return /^\d+$/.test(value) ? '0' : hidden;
}
