import { isBytes, utf8ToBytes } from '@noble/hashes/utils.js';

import { ConfigError } from './errors.ts';

/** Checked although the types say so: a text that is taken for bytes would be signed as something else. */
export function requireBytes(value: unknown, what: string, length?: number): void {
  if (!isBytes(value)) throw new ConfigError(`${what} must be a Uint8Array.`);
  if (length !== undefined && value.length !== length) {
    throw new ConfigError(`${what} must have ${length} bytes; it has ${value.length}.`);
  }
}

/** A copy that shares no memory with the original, which `slice` does on Node's Buffer. */
export function copyOf(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes);
}

/** A lone surrogate has no UTF-8: an encoder would put U+FFFD in its place, and another text would be signed. */
export function encodeUtf8(text: string, what: string): Uint8Array {
  if (!text.isWellFormed()) {
    throw new ConfigError(
      `${what} has half of a surrogate pair, which cannot be encoded as UTF-8.`,
    );
  }
  return utf8ToBytes(text);
}
