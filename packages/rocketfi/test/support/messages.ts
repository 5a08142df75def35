import { protocol } from '../../src/protocol.ts';
import { serverMessages } from '../fixtures/examples.ts';

type Fields = Record<string, unknown>;

/** Of a message with one variant, another content; `undefined` takes a field away. */
export function altered(
  message: keyof typeof serverMessages,
  alter: (content: Fields) => unknown,
): string {
  const variants = JSON.parse(serverMessages[message]) as Record<string, Fields>;
  const [[tag, content] = ['', {}]] = Object.entries(variants);
  return JSON.stringify({ [tag]: alter(content) });
}

/** The same, with another value at a path. */
export function deep(
  value: unknown,
  path: readonly string[],
  alter: (found: object) => object,
): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return alter(Object(value));
  if (Array.isArray(value)) return value.map((item) => deep(item, rest, alter));
  const fields = Object(value) as Fields;
  return { ...fields, [name]: deep(fields[name], rest, alter) };
}

/** The only message of a frame. */
export function decoded(text: string) {
  const message = protocol.decode(text);
  if (!('type' in message)) throw new TypeError('The frame says several things, or nothing.');
  return message;
}

/** Its data, or the message where it has none. */
export function dataOf(text: string): unknown {
  const message = decoded(text);
  return message.type === 'data' ? message.data : message;
}
