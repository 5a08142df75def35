import { ConfigError } from './errors.ts';
import { keccak256 } from './keccak.ts';
import type { FieldType, Struct } from './struct-types.ts';

/** Only what contains itself is nested more deeply. */
const depthAtMost = 100;

/**
 * The `hashStruct` of EIP-712.
 * @param path what an error calls the value; it never quotes it
 */
export function hashStruct(
  struct: Struct,
  value: unknown,
  path: string,
  depth: number = 0,
): Uint8Array {
  const given = fieldsOf(value);
  if (!given) throw new ConfigError(`${path} must be an object with the fields of ${struct.name}.`);
  for (const key of given.keys()) {
    if (struct.fields.some(({ name }) => name === key)) continue;
    throw new ConfigError(
      `${path}.${key} is not a field of ${struct.name}: it would not be signed.`,
    );
  }
  const words = struct.fields.map(({ name, type }) =>
    encode(type, given.get(name), `${path}.${name}`, depth + 1),
  );
  return hashWords([struct.typeHash(), ...words]);
}

/** The 32 bytes that stand for a value. */
function encode(type: FieldType, value: unknown, path: string, depth: number): Uint8Array {
  if ('encode' in type) {
    const word = type.encode(value);
    if (!word) throw new ConfigError(`${path} must be ${type.expects}.`);
    return word;
  }
  if (depth > depthAtMost) throw new ConfigError(`${path} is nested too deeply.`);
  if ('fields' in type) return hashStruct(type, value, path, depth);
  const { item, length } = type;
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
    const size = length === undefined ? '' : ` of ${length} items`;
    throw new ConfigError(`${path} must be an array${size}.`);
  }
  // Not `map`, which skips holes.
  return hashWords(
    Array.from(value, (one: unknown, index) => encode(item, one, `${path}[${index}]`, depth + 1)),
  );
}

function hashWords(words: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(words.length * 32);
  for (const [index, word] of words.entries()) bytes.set(word, index * 32);
  return keccak256(bytes);
}

/** An object's own fields that are not undefined: nothing that it inherits is signed. */
function fieldsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries: [string, unknown][] = Object.entries(value);
  return new Map(entries.filter(([, one]) => one !== undefined));
}
