import { checksumAddress, isAddress } from '@venuewire/signing';

import { readDecimal } from './decimal.ts';
import { isList, isObject, u64Of } from './exact-json.ts';
import type { Json, JsonObject } from './exact-json.ts';

/** Why a transaction is refused, in words for its sender, and as a status for REST. */
export class TransactionRefusal extends Error {
  override readonly name = 'TransactionRefusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Gives a value as the venue writes it; undefined for one that is none. */
type Reader = (value: unknown) => Json | undefined;

/** An option is null where it is empty, but for a few, which are left out. */
type Field = readonly [name: string, read: Reader, option?: 'null' | 'omitted'];

const address: Reader = (value) =>
  isAddress(value, { anyCase: true }) ? checksumAddress(value, { anyCase: true }) : undefined;
const instrumentId: Reader = (value) =>
  typeof value === 'string' ? value.toLowerCase() : undefined;
const side: Reader = (value) => (value === 'Buy' || value === 'Sell' ? value : undefined);
const amount: Reader = (value) =>
  typeof value === 'string' && readDecimal(value) !== undefined ? value : undefined;
const integer: Reader = (value) => u64Of(value);
const flag: Reader = (value) => (typeof value === 'boolean' ? value : undefined);
const anyText: Reader = (value) => (typeof value === 'string' ? value : undefined);
const contractType: Reader = (value) =>
  value === 'perp' || value === 'option' ? value : undefined;
/** Of market-maker protection: an integer of 16 bits. */
const mmpTag: Reader = (value) => {
  const number = u64Of(value);
  return number === undefined || number > 0xffffn ? undefined : number;
};

/**
 * The fields of each instruction, in the order in which they are signed. `Mint`, of which only the
 * form is known, is here for who checks a signature of it.
 */
const shapes = {
  Limit: [
    ['instrumentId', instrumentId],
    ['side', side],
    ['price', amount],
    ['quantity', amount],
    ['trader', address],
    ['triggerPrice', amount, 'null'],
    ['reduceOnly', flag],
    ['takeProfit', flag],
    ['mmpTag', mmpTag, 'omitted'],
  ],
  Market: [
    ['instrumentId', instrumentId],
    ['side', side],
    ['quantity', amount],
    ['trader', address],
    ['triggerPrice', amount, 'null'],
    ['reduceOnly', flag],
    ['takeProfit', flag],
    ['maxSlippage', amount, 'null'],
    ['mmpTag', mmpTag, 'omitted'],
  ],
  Cancel: [
    ['orderId', integer],
    ['trader', address],
  ],
  CancelAll: [
    ['instrumentId', instrumentId, 'null'],
    ['trader', address],
    ['underlying', anyText, 'omitted'],
    ['contractType', contractType, 'omitted'],
    ['deltaLower', amount, 'omitted'],
    ['deltaUpper', amount, 'omitted'],
  ],
  Modify: [
    ['orderId', integer],
    ['newPrice', amount],
    ['trader', address],
    ['newQuantity', amount],
    ['newTriggerPrice', amount, 'null'],
  ],
  PlaceTWAP: [
    ['instrumentId', instrumentId],
    ['side', side],
    ['quantity', amount],
    ['trader', address],
    ['maxSlippage', amount, 'null'],
    ['reduceOnly', flag],
    ['twapInterval', integer],
    ['frequency', integer, 'null'],
    ['randomize', flag, 'null'],
    ['mmpTag', mmpTag, 'omitted'],
  ],
  SetLeverage: [
    ['to', address],
    ['instrumentId', instrumentId],
    ['leverage', integer],
  ],
  // An address of another chain, so in any form.
  Withdraw: [
    ['assetId', integer],
    ['amount', amount],
    ['to', anyText],
  ],
  FaucetClaim: [],
  Mint: [
    ['to', address],
    ['asset_id', integer],
    ['amount', amount],
  ],
} as const satisfies Readonly<Record<string, readonly Field[]>>;

export type OrderVariant = 'Limit' | 'Market' | 'Cancel' | 'CancelAll' | 'Modify';
type InstructionVariant = 'PlaceOrder' | 'Deferred' | Exclude<keyof typeof shapes, OrderVariant>;

/** The content of a variant as the venue writes it again. */
export interface Canonical<Variant> {
  readonly variant: Variant;
  readonly content: JsonObject;
}

export interface Instruction extends Canonical<InstructionVariant> {
  /** Of `PlaceOrder` and `Deferred`. */
  readonly orders: readonly Canonical<OrderVariant>[];
  /** As it is signed. */
  readonly written: JsonObject;
}

/** @throws TransactionRefusal */
export function readInstruction(value: unknown): Instruction {
  const [variant, given] = taggedOf(value);
  if (variant === 'PlaceOrder') {
    const orders = readOrders(given);
    return { variant, content: {}, orders, written: { PlaceOrder: orders.map(writtenOrder) } };
  }
  if (variant === 'Deferred') {
    if (!isObject(given)) throw malformed('Deferred');
    const orders = readOrders(given['orders']);
    const expiresAtMs = integer(given['expiresAtMs']);
    if (expiresAtMs === undefined) throw malformed('expiresAtMs');
    const content = { expiresAtMs, orders: orders.map(writtenOrder) };
    return { variant, content, orders, written: { Deferred: content } };
  }
  if (!isPlain(variant)) throw malformed('instruction');
  const content = readFields(shapes[variant], given);
  return { variant, content, orders: [], written: { [variant]: content } };
}

/** @throws TransactionRefusal */
export function readAddress(value: unknown): string {
  const text = address(value);
  if (typeof text !== 'string') throw malformed('sender');
  return text;
}

function readOrders(value: unknown): readonly Canonical<OrderVariant>[] {
  if (!isList(value)) throw malformed('orders');
  return value.map((order) => {
    const [variant, given] = taggedOf(order);
    if (!isOrder(variant)) throw malformed('order');
    return { variant, content: readFields(shapes[variant], given) };
  });
}

function writtenOrder({ variant, content }: Canonical<OrderVariant>): JsonObject {
  return { [variant]: content };
}

function readFields(fields: readonly Field[], given: unknown): JsonObject {
  if (!isObject(given)) throw malformed('instruction');
  const read = fields.flatMap(([name, reader, option]): (readonly [string, Json])[] => {
    const value = given[name] ?? null;
    if (value === null && option !== undefined) return option === 'null' ? [[name, null]] : [];
    const canonical = reader(value);
    if (canonical === undefined) throw malformed(name);
    return [[name, canonical]];
  });
  return Object.fromEntries(read);
}

function taggedOf(value: unknown): readonly [variant: string, content: unknown] {
  const [tag, ...others] = isObject(value) ? Object.entries(value) : [];
  if (tag === undefined || others.length > 0) throw malformed('instruction');
  return tag;
}

function isOrder(variant: string): variant is OrderVariant {
  return ['Limit', 'Market', 'Cancel', 'CancelAll', 'Modify'].includes(variant);
}

function isPlain(variant: string): variant is Exclude<keyof typeof shapes, OrderVariant> {
  return Object.hasOwn(shapes, variant) && !isOrder(variant);
}

function malformed(field: string): TransactionRefusal {
  return new TransactionRefusal(400, `Invalid transaction: \`${field}\``);
}
