import { utf8ToBytes } from '@noble/hashes/utils.js';

import { atomicType, type AtomicType } from './atomic-types.ts';
import { ConfigError } from './errors.ts';
import { keccak256 } from './keccak.ts';

export interface TypedDataField {
  readonly name: string;
  /**
   * `bool`, `address`, `string`, `bytes`, `bytes1` to `bytes32`, `uint8` to `uint256`, `int8` to `int256`, the name of a
   * struct, or an array of one of these, such as `Person[]` or `uint8[2][]`.
   */
  readonly type: string;
}

/** The fields of each struct, in the order in which they are signed. */
export type TypedDataTypes = Readonly<Record<string, readonly TypedDataField[]>>;

/** A struct that was checked, with all that it refers to, which may be itself. */
export interface Struct {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly typeHash: () => Uint8Array;
}

interface Field {
  readonly name: string;
  /** As it was written. */
  readonly text: string;
  readonly base: AtomicType | Struct;
  readonly type: FieldType;
}

export type FieldType = AtomicType | Struct | ArrayType;

interface ArrayType {
  readonly item: FieldType;
  /** Without it, an array of any length. */
  readonly length: number | undefined;
}

const identifier = /^[A-Za-z_$][\w$]*$/;
const shape = /^(?<base>[A-Za-z_$][\w$]*)(?<arrays>(?:\[(?:[1-9]\d{0,8})?\])*)$/;
const reserved = /^(?:bool|address|string|(?:bytes|u?int)\d*)$/;

/** Found by the text of the types, not by the object that holds them, which may change. */
const structs = new Map<string, Struct>();
const structsAtMost = 256;

/**
 * Hashing a type costs as much as hashing a message, and a program has few types: what was parsed is kept.
 * @throws ConfigError that names the struct or the field that is wrong
 */
export function structOf(name: string, types: TypedDataTypes): Struct {
  const parsed = parseStruct(name, types, new Map());
  const text = encodeType(parsed);
  const known = structs.get(text);
  if (known) return known;
  if (structs.size >= structsAtMost) structs.clear();
  structs.set(text, parsed);
  return parsed;
}

/** A struct as it is hashed: itself, then all that it refers to, by name. */
export function encodeType(struct: Struct): string {
  const all = new Set([struct]);
  // Grows while it is walked.
  for (const { fields } of all) {
    for (const { base } of fields) if ('fields' in base) all.add(base);
  }
  const [, ...others] = all;
  const sorted = others.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return [struct, ...sorted].map(declare).join('');
}

function declare({ name, fields }: Struct): string {
  return `${name}(${fields.map((field) => `${field.text} ${field.name}`).join(',')})`;
}

function parseStruct(name: string, types: TypedDataTypes, known: Map<string, Struct>): Struct {
  const parsed = known.get(name);
  if (parsed) return parsed;
  const declared: unknown = Object.hasOwn(types, name) ? types[name] : undefined;
  if (!Array.isArray(declared)) throw new ConfigError(`types has no list of fields for ${name}.`);
  if (!identifier.test(name) || reserved.test(name)) {
    throw new ConfigError(`types.${name} is not a name that a struct can have.`);
  }
  const fields: Field[] = [];
  let hash: Uint8Array | undefined;
  const struct: Struct = {
    name,
    fields,
    typeHash: () => (hash ??= keccak256(utf8ToBytes(encodeType(struct)))),
  };
  // Before its fields, which may refer to it.
  known.set(name, struct);
  for (const [index, field] of declared.entries()) {
    const path = `types.${name}[${index}]`;
    const one = parseField(field, path, types, known);
    if (fields.some((other) => other.name === one.name)) {
      throw new ConfigError(`${path} is the second ${one.name} of ${name}.`);
    }
    fields.push(one);
  }
  return struct;
}

function parseField(
  field: unknown,
  path: string,
  types: TypedDataTypes,
  known: Map<string, Struct>,
): Field {
  if (!isField(field)) throw new ConfigError(`${path} must have a name and a type, both texts.`);
  const { name, type: text } = field;
  if (!identifier.test(name)) {
    throw new ConfigError(`${path}.name is not a name that a field can have.`);
  }
  const { base: baseName = '', arrays = '' } = shape.exec(text)?.groups ?? {};
  const atomic = atomicType(baseName);
  if (!atomic && !Object.hasOwn(types, baseName)) {
    throw new ConfigError(`${path}.type, of ${name}, is neither of EIP-712 nor one of types.`);
  }
  const base = atomic ?? parseStruct(baseName, types, known);
  const type = [...arrays.matchAll(/\d+|\[\]/g)].reduce<FieldType>(
    (item, [length]) => ({ item, length: length === '[]' ? undefined : Number(length) }),
    base,
  );
  return { name, text, base, type };
}

function isField(value: unknown): value is TypedDataField {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'type' in value &&
    typeof value.type === 'string'
  );
}
