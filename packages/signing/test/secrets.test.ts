import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { inspect } from 'node:util';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { digestSigner, fromHex, hmacSigner, localSigner } from '../src/index.ts';
import { digitsOf, hex, utf8 } from './support/bytes.ts';
import { rejectedBy, thrownBy } from './support/thrown.ts';

const key = hex('c0ffee11deadbeef2233445566778899aabbccddeeff00112233445566778899');
const secret = Buffer.from(key).toString('base64url');

/** The ways in which a text may hold the bytes, without its spaces: a part of them is bad enough. */
function tracesOf(bytes: Uint8Array): string[] {
  const decimal = Array.from(bytes.subarray(0, 6));
  return [
    ...[0, 8, 16, 24].map((start) => digitsOf(bytes.subarray(start, start + 8))),
    decimal.join(','),
    decimal.map((byte, index) => `"${index}":${byte}`).join(','),
    Buffer.from(bytes).toString('base64').slice(0, 12),
    Buffer.from(bytes).toString('base64url').slice(0, 12),
    String(BigInt(`0x${digitsOf(bytes)}`)).slice(0, 20),
  ];
}

function logged(value: unknown): string {
  const chunks: string[] = [];
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  const console = new Console({ stdout });
  console.log(value);
  console.log('%s %o %O', value, value, value);
  console.dir(value, { showHidden: true, depth: Infinity });
  console.table(value);
  return chunks.join('');
}

/** Everything that logging, inspecting and serializing make of a value. */
function shown(value: unknown): string {
  const everything = { showHidden: true, showProxy: true, getters: true, depth: Infinity };
  return [
    inspect(value, { ...everything, maxArrayLength: Infinity, maxStringLength: Infinity }),
    inspect(value),
    String(value),
    json(value),
    logged(value),
    reachableFrom(value, new Set()).join('\n'),
  ].join('\n');
}

function json(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}` : one));
}

/** What a program can reach from a value, by properties of all kinds and prototypes; of functions, their text. */
function reachableFrom(value: unknown, seen: Set<unknown>): string[] {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
    return [String(value)];
  }
  if (seen.has(value)) return [];
  seen.add(value);
  const found = typeof value === 'function' ? [Function.prototype.toString.call(value)] : [];
  if (ArrayBuffer.isView(value) && value instanceof Uint8Array) found.push(digitsOf(value));
  for (const name of Reflect.ownKeys(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, name) ?? {};
    found.push(String(name));
    for (const part of Object.values(descriptor)) found.push(...reachableFrom(part, seen));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return [...found, ...reachableFrom(prototype, seen)];
}

function leaksOf(text: string): string[] {
  const dense = text.replaceAll(/\s+/g, '').toLowerCase();
  return tracesOf(key).filter((trace) => dense.includes(trace.toLowerCase()));
}

/** An error with everything that belongs to it. */
function textOf(error: Error): string {
  return [shown(error), error.message, error.stack, shown(error.cause)].join('\n');
}

describe('promise 11: a key', () => {
  it('would be found if it were there', () => {
    const holders = [
      { key },
      { key: Buffer.from(key) },
      { key: digitsOf(key) },
      new Error(`0x${digitsOf(key)}`),
      Object.defineProperty({}, 'hidden', { value: key }),
      { secret },
      { number: BigInt(`0x${digitsOf(key)}`) },
    ];
    for (const holder of holders) expect(leaksOf(shown(holder))).not.toEqual([]);
  });

  it.each([
    ['localSigner of bytes', () => localSigner(key)],
    ['localSigner of hex', () => localSigner(`0x${digitsOf(key)}`)],
    ['hmacSigner', () => hmacSigner(secret)],
    [
      'digestSigner around a key',
      () =>
        digestSigner({
          address: localSigner(key).address,
          sign: async () => key,
        }),
    ],
  ])('is in nothing that %s shows', (_, make) => {
    const signer = make();
    expect(leaksOf(shown(signer))).toEqual([]);
    expect(leaksOf(shown({ nested: [new Map([['signer', signer]])] }))).toEqual([]);
  });

  it('is in nothing that a signer shows after it has signed', async () => {
    const signer = localSigner(key);
    await signer.signMessage(utf8('message'));
    const hmac = hmacSigner(secret);
    hmac.sign('message');
    expect(leaksOf(shown([signer, hmac]))).toEqual([]);
  });

  it.each([
    ['a digit too many', `${digitsOf(key)}0`],
    ['a byte too many', `${digitsOf(key)}00`],
    ['a digit that is none', `${digitsOf(key).slice(0, 63)}g`],
    ['spaces around it', ` ${digitsOf(key)} `],
    ['quotes around it', `"${digitsOf(key)}"`],
    ['a byte too many, as bytes', Uint8Array.of(...key, 1)],
    ['another form, base64', Buffer.from(key).toString('base64')],
    ['another type, an array', [...key] as never],
    ['another type, a number', BigInt(`0x${digitsOf(key)}`) as never],
    ['another type, an object', { key, digits: digitsOf(key) } as never],
  ])('is not in the error that refuses it with %s', (_, given) => {
    expect(leaksOf(textOf(thrownBy(() => localSigner(given))))).toEqual([]);
  });

  it('is not in the error that refuses it as too large', () => {
    const large = `ffffffffffffffffffffffffffffffff${digitsOf(key).slice(32)}`;
    const text = textOf(thrownBy(() => localSigner(large)));
    expect(leaksOf(text)).toEqual([]);
    expect(text).not.toContain('ffffffff');
  });

  it.each([
    ['two characters too many', `${secret}AA`],
    ['a line break', `${secret}\n`],
    ['base64 in place of base64url', `${secret.slice(0, 40)}+/`],
    ['wrong padding', `${secret}==`],
    ['another type', { secret } as never],
  ])('is not in the error that refuses it as a secret with %s', (_, given) => {
    expect(leaksOf(textOf(thrownBy(() => hmacSigner(given))))).toEqual([]);
  });

  it('is not in the error of a conversion', () => {
    expect(leaksOf(textOf(thrownBy(() => fromHex(`${digitsOf(key)}zz`))))).toEqual([]);
  });

  it('is not in the errors of a signer that has it', async () => {
    const signer = localSigner(key);
    const errors = [
      await rejectedBy(() => signer.signMessage('text' as never)),
      await rejectedBy(() => signer.signTypedData({} as never)),
      thrownBy(() => hmacSigner(secret).sign(7 as never)),
    ];
    for (const error of errors) expect(leaksOf(textOf(error))).toEqual([]);
  });

  it('is in no error, whatever is wrong with it', () => {
    const wrong = fc.string({ unit: 'grapheme-ascii', maxLength: 80 });
    fc.assert(
      fc.property(wrong, (rest) => {
        const text = `k3y-${rest}`;
        expect(textOf(thrownBy(() => localSigner(text)))).not.toContain(text);
      }),
    );
  });
});

describe('promise 11: a message', () => {
  it('is in no error about its signature', async () => {
    const signer = digestSigner({ address: localSigner(key).address, sign: async () => key });
    const message = utf8('payload-of-an-account');
    const error = await rejectedBy(() => signer.signMessage(message));
    expect(textOf(error)).not.toContain('payload');
    // What was answered may be anything, a key included.
    expect(leaksOf(textOf(error))).toEqual([]);
  });
});
