import fc from 'fast-check';

/** Bytes of the text as UTF-8. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Bytes of hex without 0x, by another implementation than the one that is tested. */
export function hex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, 'hex'));
}

/** Bytes as hex without 0x. */
export function digitsOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
