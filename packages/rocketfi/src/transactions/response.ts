import * as z from 'zod/v4';

import { isObject, u64, variantOf } from '../schemas/scalars.ts';
import { reasonOf } from './reason.ts';

/** What the venue answers to a transaction (SDK). What is newer than this package is `unknown`, with the content as it came. */
export type TransactionResponse =
  | { readonly type: 'Ok' }
  | { readonly type: 'Err'; readonly reason: string }
  | { readonly type: 'PlaceOrder'; readonly results: readonly OrderResult[] }
  | { readonly type: 'unknown'; readonly content: unknown };

/** What became of one order of a transaction, in the order in which they were placed. */
export type OrderResult =
  /** It was taken in, which may also have been to reject it: see the event. */
  | { readonly type: 'Success'; readonly event: OrderResultEvent }
  | { readonly type: 'Err'; readonly reason: string }
  | { readonly type: 'CancelAll'; readonly events: readonly OrderResultEvent[] }
  | { readonly type: 'unknown'; readonly content: unknown };

export interface OrderResultEvent {
  /** Decimal digits. */
  readonly orderId: string;
  readonly account?: string | undefined;
  readonly instrument?: string | undefined;
  /**
   * `fill`, `placed`, `canceled`, `modified` or `rejected` with its fields as they came, which unlike those of the streams
   * count in ticks of the instrument (SDK); `unknown` with `variant` and `content` where it is newer than this package.
   */
  readonly eventData: { readonly type: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

const known = ['fill', 'placed', 'canceled', 'modified', 'rejected'];

const event = z.looseObject({
  orderId: u64,
  account: z.string().optional(),
  instrument: z.string().optional(),
  eventData: z.preprocess(variantOf(known), z.looseObject({ type: z.string() })),
});
const events = z.array(event);

/**
 * Reads both forms (SDK): the WebSocket tags what it answers, `{"PlaceOrder":{"results":[…]}}`, `{"Err":"…"}`, `"Ok"`; REST
 * answers the content alone, where nothing at all means `Ok`, and a text is an error.
 */
export function readResponse(answer: unknown): TransactionResponse {
  if (answer === undefined || answer === null || answer === 'Ok') return { type: 'Ok' };
  if (typeof answer === 'string') return { type: 'Err', reason: reasonOf(answer) };
  if (!isObject(answer)) return { type: 'unknown', content: answer };
  const [first, ...others] = Object.entries(answer);
  if (first === undefined) return { type: 'Ok' };
  if (others.length === 0) {
    const [tag, content] = first;
    if (tag === 'Ok') return { type: 'Ok' };
    if (tag === 'Err') return { type: 'Err', reason: reasonOf(content) };
    if (tag === 'PlaceOrder' && isObject(content)) return placed(content, answer);
  }
  return placed(answer, answer);
}

function placed(
  { results }: Readonly<Record<string, unknown>>,
  content: unknown,
): TransactionResponse {
  if (!Array.isArray(results)) return { type: 'unknown', content };
  return { type: 'PlaceOrder', results: results.map(readResult) };
}

function readResult(content: unknown): OrderResult {
  const [only, ...others] = isObject(content) ? Object.entries(content) : [];
  if (!only || others.length > 0) return { type: 'unknown', content };
  const [type, value] = only;
  if (type === 'Err') return { type, reason: reasonOf(value) };
  const one = event.safeParse(value);
  if (type === 'Success' && one.success) return { type, event: one.data };
  const several = events.safeParse(value);
  if (type === 'CancelAll' && several.success) return { type, events: several.data };
  return { type: 'unknown', content };
}

/** Why nothing of the transaction took effect; nothing where some of it did, or may have. */
export function refusalOf(response: TransactionResponse): string | undefined {
  if (response.type === 'Err') return response.reason;
  if (response.type !== 'PlaceOrder' || response.results.length === 0) return undefined;
  const reasons = new Set<string>();
  for (const result of response.results) {
    const reason = orderRefusalOf(result);
    if (reason === undefined) return undefined;
    reasons.add(reason);
  }
  return [...reasons].join('; ');
}

function orderRefusalOf(result: OrderResult): string | undefined {
  if (result.type === 'Err') return result.reason;
  if (result.type !== 'Success') return undefined;
  const { type, reason } = result.event.eventData;
  return type === 'rejected' ? reasonOf(reason) : undefined;
}
