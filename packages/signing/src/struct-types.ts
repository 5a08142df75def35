import { atomicType, type AtomicType } from './atomic-types.ts';
import { ConfigError } from './errors.ts';

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

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly base: AtomicType | string;
  /** The arrays around the base, innermost first; without a number, one of any length. */
  readonly dimensions: readonly (number | undefined)[];
}

/** A struct and all that it refers to, checked. */
export type Structs = ReadonlyMap<string, readonly Field[]>;

const identifier = /^[A-Za-z_$][\w$]*$/;
const shape = /^(?<base>[A-Za-z_$][\w$]*)(?<arrays>(?:\[(?:[1-9]\d{0,8})?\])*)$/;
const reserved = /^(?:bool|address|string|(?:bytes|u?int)\d*)$/;

/** @throws ConfigError that names the struct or the field that is wrong */
export function structsOf(primaryType: string, types: TypedDataTypes): Structs {
  const structs = new Map<string, readonly Field[]>();
  const names = [primaryType];
  // Grows while it is walked, by each struct that a field refers to.
  for (const name of names) {
    if (structs.has(name)) continue;
    const fields = fieldsOf(name, types);
    structs.set(name, fields);
    for (const { base } of fields) if (typeof base === 'string') names.push(base);
  }
  return structs;
}

/** What is hashed to name a struct: itself, then all that it refers to by name. */
export function encodeType(name: string, structs: Structs): string {
  const names = [name];
  for (const one of names) {
    for (const { base } of structs.get(one) ?? []) {
      if (typeof base === 'string' && !names.includes(base)) names.push(base);
    }
  }
  return [name, ...names.slice(1).toSorted()]
    .map((one) => `${one}(${(structs.get(one) ?? []).map(declare).join(',')})`)
    .join('');
}

function declare({ name, type }: Field): string {
  return `${type} ${name}`;
}

function fieldsOf(struct: string, types: TypedDataTypes): Field[] {
  const declared = Object.hasOwn(types, struct) ? types[struct] : undefined;
  if (!Array.isArray(declared)) throw new ConfigError(`types has no list of fields for ${struct}.`);
  if (!identifier.test(struct) || reserved.test(struct)) {
    throw new ConfigError(`types.${struct} is not a name that a struct can have.`);
  }
  const fields = declared.map((field, index) => parse(field, types, `types.${struct}[${index}]`));
  const names = new Set<string>();
  for (const { name } of fields) {
    if (names.has(name)) throw new ConfigError(`types.${struct} has ${name} twice.`);
    names.add(name);
  }
  return fields;
}

function parse(field: TypedDataField, types: TypedDataTypes, path: string): Field {
  const { name, type } = field;
  if (typeof name !== 'string' || !identifier.test(name)) {
    throw new ConfigError(`${path}.name is not a name that a field can have.`);
  }
  const { base = '', arrays = '' } = (typeof type === 'string' && shape.exec(type)?.groups) || {};
  const atomic = atomicType(base);
  if (!atomic && !Object.hasOwn(types, base)) {
    throw new ConfigError(`${path}.type, of ${name}, is neither of EIP-712 nor one of types.`);
  }
  const dimensions = [...arrays.matchAll(/\[(\d*)\]/g)].map(([, length]) =>
    length ? Number(length) : undefined,
  );
  return { name, type, base: atomic ?? base, dimensions };
}
