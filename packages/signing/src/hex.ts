import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

import { requireBytes } from './bytes.ts';
import { ConfigError } from './errors.ts';

export type Hex = `0x${string}`;

const pairs = /^(?:[0-9a-f]{2})*$/i;

/** Lower case, with `0x`. */
export function toHex(bytes: Uint8Array): Hex {
  requireBytes(bytes, 'What is written as hex');
  return `0x${bytesToHex(bytes)}`;
}

/**
 * Reads pairs of hex digits of any case, with or without `0x`.
 * @throws ConfigError for anything else; it does not quote the text, which may be a key
 */
export function fromHex(text: string): Uint8Array {
  const bytes = parseHex(text);
  if (!bytes) throw new ConfigError('The text is not hexadecimal: it takes pairs of 0-9, a-f.');
  return bytes;
}

export function parseHex(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string') return undefined;
  const digits = text.startsWith('0x') ? text.slice(2) : text;
  return pairs.test(digits) ? hexToBytes(digits) : undefined;
}
