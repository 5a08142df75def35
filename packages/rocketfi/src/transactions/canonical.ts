import { ConfigError, describeIssues } from '@venuewire/core';
import { checksumAddress, isAddress, type Address } from '@venuewire/signing';

import { unsigned64 } from './fields.ts';
import type { Instruction, Unsigned64 } from './instructions.ts';
import { jsonText, type Json } from './json.ts';
import {
  instruction as instructionSchema,
  instructionFields,
  orderFields,
  type CheckedInstruction,
  type CheckedOrder,
} from './layout.ts';

/** A transaction before it is signed. */
export interface RawTransaction {
  /** The address of the key that signs. */
  readonly sender: string;
  readonly instruction: Instruction;
  readonly nonce: Unsigned64;
}

/**
 * The bytes that are signed: JSON without spaces, keys in the order of their declaration. The venue writes what it has
 * read anew and recovers the sender from that, so every byte counts.
 * @throws ConfigError that names the field which cannot be right
 */
export function canonicalBytes({ sender, instruction, nonce }: RawTransaction): Uint8Array {
  const checked = {
    sender: checkedAddress(sender),
    instruction: checkedInstruction(instruction),
    nonce: checkedNonce(nonce),
  };
  return new TextEncoder().encode(canonicalText(checked));
}

export interface CheckedTransaction {
  readonly sender: Address;
  readonly instruction: CheckedInstruction;
  readonly nonce: bigint;
}

export function canonicalText({ sender, instruction, nonce }: CheckedTransaction): string {
  const content = contentOf(instruction, sender);
  return jsonText(
    new Map<string, Json>([
      ['sender', sender],
      ['instruction', new Map([[instruction.type, content]])],
      ['nonce', nonce],
    ]),
  );
}

/** A copy, so that nothing can change between the check and the signature. @throws ConfigError */
export function checkedInstruction(instruction: Instruction): CheckedInstruction {
  const parsed = instructionSchema.safeParse(instruction);
  if (parsed.success) return parsed.data;
  throw unusable(`The instruction is unusable: ${describeIssues(parsed.error.issues)}.`);
}

/** @throws ConfigError */
export function checkedNonce(nonce: Unsigned64): bigint {
  const parsed = unsigned64.safeParse(nonce);
  if (parsed.success) return parsed.data;
  throw unusable(`nonce: ${describeIssues(parsed.error.issues)}.`);
}

/** @throws ConfigError */
export function checkedAddress(text: string): Address {
  if (isAddress(text)) return checksumAddress(text);
  throw unusable(
    'The address of the signer must be 0x and 40 hex digits, in mixed case only with the checksum of EIP-55.',
  );
}

function contentOf(instruction: CheckedInstruction, sender: Address): Json {
  const { type } = instruction;
  // The only one whose content is no object.
  if (type === 'PlaceOrder') return ordersOf(instruction.orders, sender);
  return fieldsOf(instructionFields[type], instruction, sender);
}

function ordersOf(orders: readonly CheckedOrder[], sender: Address): Json {
  return orders.map(
    (order) => new Map([[order.type, fieldsOf(orderFields[order.type], order, sender)]]),
  );
}

type Field = null | undefined | boolean | string | bigint | readonly CheckedOrder[];

/** Whose account is meant where none is named. */
const ownAccount = new Set(['trader', 'to']);

function fieldsOf(layout: object, values: Readonly<Record<string, Field>>, sender: Address): Json {
  const fields = new Map<string, Json>();
  for (const name of Object.keys(layout)) {
    const given = values[name];
    const value = given === undefined && ownAccount.has(name) ? sender : given;
    if (value === undefined) continue;
    fields.set(name, isOrders(value) ? ordersOf(value, sender) : value);
  }
  return fields;
}

function isOrders(value: Field): value is readonly CheckedOrder[] {
  return Array.isArray(value);
}

function unusable(message: string): ConfigError {
  return new ConfigError(message, { venue: 'rocketfi' });
}
