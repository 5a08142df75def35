/**
 * A decimal as an integer of so many places. Prices and sizes have a few places each, so that a
 * product of the two with a fee rate is still exact; a quotient is cut at the last place.
 */
export type Decimal = bigint;

export const decimalPlaces = 18;
const unit = 10n ** BigInt(decimalPlaces);

/** Undefined for what is no plain decimal of at most 18 places. */
export function readDecimal(text: unknown): Decimal | undefined {
  if (typeof text !== 'string') return undefined;
  const match = /^(-?)(\d+)(?:\.(\d{1,18}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const magnitude = BigInt(whole + fraction.padEnd(decimalPlaces, '0'));
  return sign === '-' ? -magnitude : magnitude;
}

/** @throws RangeError for what is no plain decimal. */
export function decimal(text: string): Decimal {
  const value = readDecimal(text);
  if (value === undefined) throw new RangeError(`"${text}" is no decimal of at most 18 places.`);
  return value;
}

/** Without trailing zeros. */
export function writeDecimal(value: Decimal): string {
  const digits = String(absolute(value)).padStart(decimalPlaces + 1, '0');
  const [whole, fraction] = [
    digits.slice(0, -decimalPlaces),
    digits.slice(-decimalPlaces).replace(/0+$/, ''),
  ];
  return `${value < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** As a JSON number: for the few fields that the venue writes as one. */
export function numberOf(value: Decimal): number {
  return Number(writeDecimal(value));
}

export function times(left: Decimal, right: Decimal): Decimal {
  return (left * right) / unit;
}

/** @throws RangeError for a division by zero. */
export function dividedBy(left: Decimal, right: Decimal): Decimal {
  return (left * unit) / right;
}

export function absolute(value: Decimal): Decimal {
  return value < 0n ? -value : value;
}

export function smaller(left: Decimal, right: Decimal): Decimal {
  return left < right ? left : right;
}

export function larger(left: Decimal, right: Decimal): Decimal {
  return left > right ? left : right;
}
