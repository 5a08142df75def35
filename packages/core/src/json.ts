/** Integers with sixteen digits or more may be beyond 2^53; most texts hold none, and pay only for this look. */
const long = /\d{16}/;
const integer = /^-?\d+$/;

/** JSON.parse that turns an integer beyond 2^53 into its decimal string instead of losing digits. */
export function parseJson(text: string): unknown {
  return long.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || context?.source === undefined)
    return value;
  return integer.test(context.source) ? context.source : value;
}
