import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

import { encodeBase64Url, parseBase64Url } from './base64url.ts';
import { encodeUtf8, requireBytes } from './bytes.ts';
import { ConfigError } from './errors.ts';

export interface HmacSigner {
  /** The signature as base64url without padding. A text is signed as its UTF-8. */
  sign(message: string | Uint8Array): string;
}

/** HMAC-SHA256 (RFC 2104): 32 bytes, under a key of any length. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  requireBytes(key, 'The key');
  requireBytes(message, 'The message');
  return hmac(sha256, key, message);
}

/**
 * Signs with HMAC-SHA256, and keeps the key where neither logging nor inspecting shows it. What goes into a message, and
 * in which order, is the venue's business.
 * @param secret base64url, padded or not; the key is the bytes that it stands for
 * @throws ConfigError where the secret is malformed or empty; it does not quote it
 */
export function hmacSigner(secret: string): HmacSigner {
  const key = parseBase64Url(secret);
  if (typeof key === 'string') throw new ConfigError(`The secret is not base64url: ${key}.`);
  if (key.length === 0) throw new ConfigError('The secret is empty.');
  // Half of the work depends on the key alone.
  const keyed = hmac.create(sha256, key);
  key.fill(0);

  return Object.freeze({
    sign(message: string | Uint8Array): string {
      const bytes = typeof message === 'string' ? encodeUtf8(message, 'The message') : message;
      requireBytes(bytes, 'The message');
      return encodeBase64Url(keyed.clone().update(bytes).digest());
    },
  });
}
