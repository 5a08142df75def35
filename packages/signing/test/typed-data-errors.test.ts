import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { domainSeparator, localSigner, typedDataDigest, type TypedData } from '../src/index.ts';
import { etherMail } from './support/ether-mail.ts';
import { rejectedBy, thrownBy } from './support/thrown.ts';

const { message } = etherMail;

/** The example of the standard, with something else in it, whatever the types say. */
function mailWith(change: object): TypedData {
  return { ...etherMail, ...change };
}

function one(type: string, value: unknown): TypedData {
  const types = { One: [{ name: 'value', type }] };
  return { domain: {}, types, primaryType: 'One', message: { value } };
}

function withTypes(types: unknown): TypedData {
  return { domain: {}, types, primaryType: 'One', message: {} } as TypedData;
}

const messageOf = (typedData: TypedData): string =>
  thrownBy(() => typedDataDigest(typedData)).message;

describe('a malformed message', () => {
  it.each([
    [
      'a field that is missing',
      { from: message.from, to: message.to },
      /^message\.contents must be/,
    ],
    ['a field that is null', { ...message, contents: null }, /^message\.contents must be/],
    ['a nested field that is missing', { ...message, to: { name: 'Bob' } }, /^message\.to\.wallet/],
    [
      'a struct that is missing',
      { ...message, to: undefined },
      /^message\.to must be an object.*Person/,
    ],
    ['a struct that is an array', { ...message, to: [] }, /^message\.to must be an object/],
    [
      'a field that nobody would sign',
      { ...message, cc: 'Eve' },
      /^message\.cc is not a field of Mail/,
    ],
    ['a message that is none', 'text', /^message must be an object with the fields of Mail/],
    ['no message', undefined, /^message must be/],
  ])('is refused by the name of %s', (_, given, reason) => {
    expect(messageOf(mailWith({ message: given }))).toMatch(reason);
  });

  it.each([
    ['uint8', 256],
    ['uint8', -1],
    ['uint8', 1.5],
    ['uint8', Number.NaN],
    ['uint8', true],
    ['uint8', ''],
    ['uint8', ' 1'],
    ['uint8', '1e2'],
    ['uint8', '-0x1'],
    ['uint256', 2 ** 53],
    ['uint256', 2n ** 256n],
    ['uint256', '9'.repeat(79)],
    ['int8', 128],
    ['int8', -129],
    ['int256', 2n ** 255n],
    ['bool', 'true'],
    ['bool', 1],
    ['string', 7],
    ['string', '\udc00'],
    ['string', new Uint8Array(1)],
    ['bytes', 'abcd'],
    ['bytes', '0xabc'],
    ['bytes', [1, 2]],
    ['bytes4', '0x010203'],
    ['bytes4', '0x0102030405'],
    ['bytes32', new Uint8Array(31)],
    ['address', '0x01'],
    ['address', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD'],
    ['address', new Uint8Array(20)],
  ])('is refused where a %s is %s', (type, value) => {
    expect(messageOf(one(type, value))).toMatch(/^message\.value must be \S/);
  });

  it.each([
    ['uint8[]', 'text', /^message\.value must be an array\.$/],
    ['uint8[2]', [1], /^message\.value must be an array of 2 items\.$/],
    ['uint8[2]', [1, 2, 3], /^message\.value must be an array of 2 items\.$/],
    ['uint8[][2]', [[1], 2], /^message\.value\[1\] must be an array\.$/],
    ['uint8[2][]', [[1, 2], [3]], /^message\.value\[1\] must be an array of 2 items\.$/],
    ['uint8[]', [1, 2, 'x'], /^message\.value\[2\] must be an integer of 8 bits/],
    // eslint-disable-next-line no-sparse-arrays
    ['uint8[]', [1, , 3], /^message\.value\[1\] must be an integer/],
  ])('is refused at its place in a %s', (type, value, reason) => {
    expect(messageOf(one(type, value))).toMatch(reason);
  });

  it('is refused where it inherits a field instead of having it', () => {
    const types = { One: [{ name: 'toString', type: 'string' }] };
    const inherits: unknown = Object.create({ value: 'text' });
    expect(messageOf({ domain: {}, types, primaryType: 'One', message: {} })).toContain('toString');
    expect(messageOf(mailWith({ ...one('string', ''), message: inherits }))).toContain('value');
  });

  it('is refused where it contains itself', () => {
    const types = { One: [{ name: 'children', type: 'One[]' }] };
    const parent: { children: unknown[] } = { children: [] };
    parent.children.push(parent);
    const given = { domain: {}, types, primaryType: 'One', message: { ...parent } };
    expect(messageOf(given)).toMatch(/nested too deeply/);
  });

  it('is not quoted', () => {
    const values = fc.string({ unit: 'grapheme-ascii', minLength: 6 });
    fc.assert(
      fc.property(values, (value) => {
        const secret = `secret ${value}`;
        for (const type of ['uint8', 'bool', 'address', 'bytes', 'bytes4', 'uint8[]']) {
          expect(messageOf(one(type, secret))).not.toContain(secret);
        }
      }),
    );
  });
});

describe('malformed types', () => {
  it.each([
    ['a type that is not there', withTypes({}), 'types has no list of fields for One.'],
    ['a type without fields', withTypes({ One: 'uint8' }), 'types has no list of fields for One.'],
    ['an inherited type', mailWith({ primaryType: 'toString' }), /no list of fields for toString/],
    [
      'a type that types inherit',
      withTypes(Object.create({ One: [] })),
      /no list of fields for One/,
    ],
    ['no types', withTypes(undefined), 'types must be an object.'],
    [
      'a field that is none',
      withTypes({ One: [null] }),
      /^types\.One\[0\] must have a name and a type/,
    ],
    ['a field without a type', withTypes({ One: [{ name: 'a' }] }), /^types\.One\[0\] must have/],
    [
      'a name with a space',
      withTypes({ One: [{ name: 'a b', type: 'bool' }] }),
      /^types\.One\[0\]\.name/,
    ],
    ['no name', withTypes({ One: [{ name: '', type: 'bool' }] }), /^types\.One\[0\]\.name/],
    [
      'a field twice',
      withTypes({
        One: [
          { name: 'a', type: 'bool' },
          { name: 'a', type: 'string' },
        ],
      }),
      /^types\.One\[1\] is the second a of One/,
    ],
    [
      'a nested type that is not there',
      withTypes({ One: [{ name: 'a', type: 'Two[]' }] }),
      /^types\.One\[0\]\.type, of a, is neither/,
    ],
    [
      'a name of the standard’s own',
      { ...withTypes({ uint: [] }), primaryType: 'uint' },
      /^types\.uint is not a name/,
    ],
    ['a name with a bracket', { ...withTypes({ 'A(': [] }), primaryType: 'A(' }, /is not a name/],
    ['the domain as the message', mailWith({ primaryType: 'EIP712Domain' }), /primaryType/],
    ['no primaryType', mailWith({ primaryType: undefined }), /no list of fields/],
    ['no typed data', undefined as never, 'Typed data must be an object.'],
  ])('are refused by the name of %s', (_, given, reason) => {
    expect(messageOf(given)).toMatch(reason);
  });

  it.each([
    ...[
      'uint',
      'int',
      'uint7',
      'uint264',
      'uint08',
      'int0',
      'bytes0',
      'bytes33',
      'byte',
      'fixed128x18',
      'function',
    ],
    ...[
      'bool[0]',
      'bool[01]',
      'bool[-1]',
      'bool[',
      'bool]',
      '[]',
      'bool[] ',
      ' bool',
      '',
      'bool[1e3]',
    ],
    ...['bool a,bool', 'toString', '__proto__'],
  ])('are refused where the type of a field is "%s"', (type) => {
    expect(messageOf(one(type, 1))).toMatch(/^types\.One\[0\]\.type, of value, is neither/);
  });
});

describe('a malformed domain', () => {
  it.each([
    [
      'a field of its own',
      { name: 'A', chainID: 1 },
      /^domain\.chainID is not a field of EIP712Domain/,
    ],
    [
      'a chain that is no integer',
      { chainId: 1.5 },
      /^domain\.chainId must be an integer of 256 bits/,
    ],
    [
      'a contract that is no address',
      { verifyingContract: '0x01' },
      /^domain\.verifyingContract must be/,
    ],
    ['a salt that is too short', { salt: '0x01' }, /^domain\.salt must be 32 bytes/],
    ['a name that is null', { name: null }, /^domain\.name must be a string/],
    ['no domain', undefined, /^domain must be an object/],
  ])('is refused by the name of %s', (_, domain, reason) => {
    expect(thrownBy(() => domainSeparator(domain as never)).message).toMatch(reason);
    expect(messageOf(mailWith({ domain }))).toMatch(reason);
  });

  it('is refused where it has what its declared type does not sign, or lacks what it does', () => {
    const EIP712Domain = [{ name: 'name', type: 'string' }];
    const types = { ...etherMail.types, EIP712Domain };
    expect(messageOf(mailWith({ types }))).toMatch(/^domain\.version is not a field/);
    expect(messageOf(mailWith({ types, domain: {} }))).toMatch(/^domain\.name must be a string/);
  });
});

describe('a signer', () => {
  it('rejects typed data that is malformed', async () => {
    const signer = localSigner('1'.padStart(64, '0'));
    const error = await rejectedBy(() => signer.signTypedData(one('uint8', 256)));
    expect(error.message).toMatch(/^message\.value must be/);
  });
});
