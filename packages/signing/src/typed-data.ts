import { concatBytes } from '@noble/hashes/utils.js';

import { ConfigError } from './errors.ts';
import type { Hex } from './hex.ts';
import { keccak256 } from './keccak.ts';
import { hashStruct } from './struct-hash.ts';
import { structOf, type TypedDataField, type TypedDataTypes } from './struct-types.ts';

/** What binds a signature to one protocol. What is left out, or undefined, is no part of it. */
export interface TypedDataDomain {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  /** Without it, a signature is valid on every chain. */
  readonly chainId?: number | bigint | undefined;
  readonly verifyingContract?: string | undefined;
  /** 32 bytes. */
  readonly salt?: Hex | Uint8Array | undefined;
}

/**
 * Integers are bigints, safe numbers, or their decimal or hex digits; `bytes` are a `Uint8Array`, or hex with `0x`. A
 * field that is missing, and one that its struct does not have, is an error.
 */
export interface TypedData {
  readonly domain: TypedDataDomain;
  /** `EIP712Domain` may be among them; otherwise it follows from the domain. */
  readonly types: TypedDataTypes;
  readonly primaryType: string;
  readonly message: Readonly<Record<string, unknown>>;
}

const domainType = 'EIP712Domain';

const domainFields: readonly TypedDataField[] = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
  { name: 'salt', type: 'bytes32' },
];

const prefix = Uint8Array.of(0x19, 0x01);

/**
 * What is signed for typed data: EIP-712.
 * @throws ConfigError that names the field which is missing, unknown or not of its type
 */
export function typedDataDigest(typedData: TypedData): Uint8Array {
  requireObject(typedData, 'Typed data');
  const { domain, types, primaryType, message } = typedData;
  requireObject(types, 'types');
  if (primaryType === domainType) throw new ConfigError('primaryType must be that of a message.');
  const declared = Object.hasOwn(types, domainType) ? types[domainType] : undefined;
  const separator = declared ? separatorOf(domain, declared) : domainSeparator(domain);
  const hash = hashStruct(structOf(primaryType, types), message, 'message');
  return keccak256(concatBytes(prefix, separator, hash));
}

/**
 * The hash of a domain, with the fields that it has in the order of the standard.
 * @throws ConfigError that names the field which is unknown or not of its type
 */
export function domainSeparator(domain: TypedDataDomain): Uint8Array {
  requireObject(domain, 'domain');
  const given = new Map<string, unknown>(Object.entries(domain));
  return separatorOf(
    domain,
    domainFields.filter(({ name }) => given.get(name) !== undefined),
  );
}

function separatorOf(domain: TypedDataDomain, fields: readonly TypedDataField[]): Uint8Array {
  return hashStruct(structOf(domainType, { [domainType]: fields }), domain, 'domain');
}

/** Checked although the types say so: typed data often was JSON a moment ago. */
function requireObject(value: unknown, what: string): void {
  if (typeof value !== 'object' || value === null) {
    throw new ConfigError(`${what} must be an object.`);
  }
}
