/** An integer below 2^53 has at most this many digits less one; a longer run of digits may lose some. */
const run = 16;
const integer = /^-?\d+$/;

/** JSON.parse that turns an integer beyond 2^53 into its decimal string instead of losing digits. */
export function parseJson(text: string): unknown {
  return hasLongNumber(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

/** Looks at every sixteenth character only: a run of sixteen digits cannot hide between two of them. */
function hasLongNumber(text: string): boolean {
  for (let index = run - 1; index < text.length; index += run) {
    if (!isDigit(text, index)) continue;
    let start = index;
    while (isDigit(text, start - 1)) start -= 1;
    let end = index + 1;
    while (isDigit(text, end)) end += 1;
    // Within a string, or behind a decimal point, digits are safe.
    if (end - start >= run && ':,[- \n\r\t'.includes(text.charAt(start - 1))) return true;
  }
  return false;
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || context?.source === undefined) {
    return value;
  }
  return integer.test(context.source) ? context.source : value;
}
