import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

import type { AtomicType } from './atomic-types.ts';
import { ConfigError } from './errors.ts';
import { keccak256 } from './keccak.ts';
import {
  encodeType,
  structsOf,
  type Field,
  type Structs,
  type TypedDataTypes,
} from './struct-types.ts';

/** Answers the 32 bytes that stand for a value; `path` is what an error calls it. */
export type Encoder = (value: unknown, path: string, depth?: number) => Uint8Array;

/** Hashing the types costs more than hashing a message, and a program has few types. */
const encoders = new Map<string, Encoder>();
const encodersAtMost = 256;

/** Only a value that contains itself is nested more deeply. */
const depthAtMost = 100;

/**
 * Hashes structs of this type.
 *
 * What is remembered is found by the text of the types, not by the object that holds them: this may change.
 * @throws ConfigError where the types are malformed
 */
export function structEncoder(primaryType: string, types: TypedDataTypes): Encoder {
  const structs = structsOf(primaryType, types);
  const text = encodeType(primaryType, structs);
  const known = encoders.get(text);
  if (known) return known;
  const built = new Map<string, Encoder>();
  for (const name of structs.keys()) built.set(name, encoderOf(name, structs, built));
  const encoder = found(built, primaryType);
  if (encoders.size >= encodersAtMost) encoders.clear();
  encoders.set(text, encoder);
  return encoder;
}

function encoderOf(name: string, structs: Structs, built: ReadonlyMap<string, Encoder>): Encoder {
  const typeHash = keccak256(utf8ToBytes(encodeType(name, structs)));
  const members = (structs.get(name) ?? []).map((field) => ({
    name: field.name,
    encode: memberEncoder(field, built),
  }));
  const names = new Set(members.map((member) => member.name));

  return (value, path, depth = 0) => {
    if (depth > depthAtMost) throw new ConfigError(`${path} is nested too deeply.`);
    const given = recordOf(value);
    if (!given) throw new ConfigError(`${path} must be an object with the fields of ${name}.`);
    for (const key of given.keys()) {
      if (!names.has(key)) {
        throw new ConfigError(`${path}.${key} is not a field of ${name}, so nobody would sign it.`);
      }
    }
    const words = members.map((member) =>
      member.encode(given.get(member.name), `${path}.${member.name}`, depth + 1),
    );
    return keccak256(concatBytes(typeHash, ...words));
  };
}

function memberEncoder({ base, dimensions }: Field, built: ReadonlyMap<string, Encoder>): Encoder {
  const item: Encoder =
    typeof base === 'string'
      ? (value, path, depth) => found(built, base)(value, path, depth)
      : atomicEncoder(base);
  return dimensions.reduce(arrayEncoder, item);
}

function atomicEncoder(type: AtomicType): Encoder {
  return (value, path) => {
    const word = type.encode(value);
    if (!word) throw new ConfigError(`${path} must be ${type.expects}.`);
    return word;
  };
}

function arrayEncoder(encodeItem: Encoder, length: number | undefined): Encoder {
  return (value, path, depth) => {
    if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
      const size = length === undefined ? '' : ` of ${length} items`;
      throw new ConfigError(`${path} must be an array${size}.`);
    }
    // Not `map`, which skips holes.
    const words = Array.from(value, (one: unknown, index) =>
      encodeItem(one, `${path}[${index}]`, depth),
    );
    return keccak256(concatBytes(...words));
  };
}

/** An object's own fields that are not undefined. */
function recordOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries: [string, unknown][] = Object.entries(value);
  return new Map(entries.filter(([, one]) => one !== undefined));
}

function found(built: ReadonlyMap<string, Encoder>, name: string): Encoder {
  const encoder = built.get(name);
  if (!encoder) throw new ConfigError(`types has no ${name}.`);
  return encoder;
}
