import { inspect } from 'node:util';

/** How somebody may have written a text down. */
function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replaceAll('=', '');
  return [...new Set([secret, encodeURIComponent(secret), base64])];
}

/** All that logging, inspecting or serializing a value would show. */
function textsOf(value: unknown): string[] {
  const depth = Number.POSITIVE_INFINITY;
  const options = {
    showHidden: true,
    getters: true,
    depth,
    maxStringLength: depth,
    maxArrayLength: depth,
  };
  const texts = [inspect(value), inspect(value, options), String(value), jsonOf(value)];
  texts.push(...stringsOf(value));
  if (value instanceof Error) {
    texts.push(value.message, value.stack ?? '', ...textsOf(value.cause));
    if (value instanceof AggregateError) texts.push(...value.errors.flatMap(textsOf));
  }
  return texts;
}

/** Every text within, and within texts that are JSON: rendering would escape what is escaped already. */
function stringsOf(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') return [value, ...stringsOf(parsed(value), seen)];
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  const entries = value instanceof Map || value instanceof Set ? [...value] : [];
  const fields = Reflect.ownKeys(value).map((key) => Reflect.get(value, key));
  return [...entries, ...fields].flatMap((inner) => stringsOf(inner, seen));
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    // A circle shows nothing.
    return '';
  }
}

/** Which secrets can be found in which of the named values. */
export function leaks(
  values: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
): string[] {
  const forms = secrets.flatMap(formsOf);
  return Object.entries(values).flatMap(([name, value]) =>
    textsOf(value)
      .filter((text) => forms.some((form) => text.includes(form)))
      .map((text) => `${name}: ${excerpt(text, forms)}`),
  );
}

function excerpt(text: string, forms: readonly string[]): string {
  const at = Math.max(...forms.map((form) => text.indexOf(form)));
  return text.slice(Math.max(0, at - 80), at + 80);
}
