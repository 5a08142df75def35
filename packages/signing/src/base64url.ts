import { requireBytes } from './bytes.ts';
import { ConfigError } from './errors.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const values = new Map(Array.from(alphabet, (character, value) => [character, value]));

/** Base64url of RFC 4648 §5, without padding. */
export function encodeBase64Url(bytes: Uint8Array): string {
  requireBytes(bytes, 'What is written as base64url');
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += alphabet.charAt((held >> bits) & 63);
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + alphabet.charAt((held << (6 - bits)) & 63);
}

/**
 * Base64url of RFC 4648 §5, padded or not.
 * @throws ConfigError for another alphabet, a wrong length or padding, spaces, and bits that no encoder leaves behind; it
 * does not quote the text, which may be a key
 */
export function decodeBase64Url(text: string): Uint8Array {
  const bytes = parseBase64Url(text);
  if (typeof bytes === 'string') throw new ConfigError(`The text is not base64url: ${bytes}.`);
  return bytes;
}

/** The bytes, or what is wrong with the text. */
export function parseBase64Url(text: unknown): Uint8Array | string {
  if (typeof text !== 'string') return 'it is no string';
  const digits = text.replace(/={1,2}$/, '');
  if (digits.length !== text.length && text.length % 4 !== 0) return 'its padding is wrong';
  const bytes = new Uint8Array(Math.floor((digits.length * 6) / 8));
  let length = 0;
  let bits = 0;
  let held = 0;
  for (const character of digits) {
    const value = values.get(character);
    if (value === undefined) return describeStranger(character);
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[length] = held >> bits;
      length += 1;
      held &= (1 << bits) - 1;
    }
  }
  if (bits === 6) return 'a character is missing, or there is one too many';
  return held === 0 ? bytes : 'its last character has bits that belong to no byte';
}

function describeStranger(character: string): string {
  if ('+/'.includes(character)) return 'it has + or /, which are of base64; here they are - and _';
  if (/\s/.test(character)) return 'it has a space or a line break';
  return 'it takes A-Z, a-z, 0-9, - and _';
}
