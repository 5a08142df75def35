import type { Json } from './exact-json.ts';
import type { RocketfiVariants } from './variants.ts';

/** Optional fields in the form that the variants ask for; null where one has no value. */
export function withOptional(
  fields: Readonly<Record<string, Json>>,
  { emptyFields, optionalFields }: RocketfiVariants,
): Readonly<Record<string, Json>> {
  const given = Object.entries(fields).map(
    ([name, value]) => [name, optionalFields === 'sent' ? value : null] as const,
  );
  return Object.fromEntries(given.filter(([, value]) => value !== null || emptyFields === 'null'));
}
