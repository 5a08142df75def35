import type { OutpollEndpoint } from './endpoints.ts';
import type { OutpollVariants } from './variants.ts';

/** A message as the examples of the venue have it; `outcomes` becomes `o`. */
export interface Envelope {
  readonly type: string;
  readonly eventId?: string | undefined;
  readonly outcomes?: string | readonly string[] | undefined;
  readonly data?: unknown;
  readonly error?: string | null;
}

/** Which fields an endpoint's envelope has beside `t`. */
const fieldsOf: Readonly<Record<OutpollEndpoint, readonly ('e' | 'o' | 'd' | 'r')[]>> = {
  orderBook: ['e', 'd', 'r'],
  chanceHistory: ['e', 'o', 'd', 'r'],
  orderUpdates: ['d', 'r'],
  balanceUpdates: ['d', 'r'],
  orderFeed: ['d', 'r'],
  activityFeed: ['e', 'o', 'd'],
  lastTrades: ['d'],
};

/** Writes a message in the form that the variants ask for. */
export function writeEnvelope(
  endpoint: OutpollEndpoint,
  { type, eventId, outcomes, data, error }: Envelope,
  variants: OutpollVariants,
): string {
  const documented = {
    t: inCase(type, variants),
    e: eventId,
    o: inForm(outcomes, variants),
    d: withExtraFields(data, variants),
    r: error,
  };
  const { emptyFields } = variants;
  const own = fieldsOf[endpoint];
  const fields = Object.entries(documented).filter(([, value]) => isFilled(value));
  const empty = own
    .filter((name) => !isFilled(documented[name]))
    .filter((name) => emptyFields === 'null' || documented[name] === null)
    .map((name) => [name, null] as const);
  const message = Object.fromEntries([...fields, ...(emptyFields === 'absent' ? [] : empty)]);
  return JSON.stringify(variants.extraFields === 'sent' ? { ...message, ...extra } : message);
}

/** A message without an envelope. */
export function writeBare(data: unknown, variants: OutpollVariants): string {
  return JSON.stringify(withExtraFields(data, variants));
}

const extra = { simulator_extra: true } as const;

export function withExtraFields(data: unknown, variants: OutpollVariants): unknown {
  if (variants.extraFields === 'absent' || typeof data !== 'object' || data === null) return data;
  if (!Array.isArray(data)) return { ...data, ...extra };
  return data.map((row: unknown) => withExtraFields(row, variants));
}

function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function inCase(type: string, { typeCase }: OutpollVariants): string {
  if (typeCase === 'documented') return type;
  return typeCase === 'lower' ? type.toLowerCase() : type.toUpperCase();
}

/** Several outcomes stay an array: there is no other way to write them. */
function inForm(
  outcomes: string | readonly string[] | undefined,
  variants: OutpollVariants,
): string | readonly string[] | undefined {
  if (typeof outcomes === 'string') return variants.outcomes === 'array' ? [outcomes] : outcomes;
  return variants.outcomes === 'string' && outcomes?.length === 1 ? outcomes[0] : outcomes;
}
