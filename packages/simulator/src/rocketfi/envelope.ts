import { isList, isObject, writeJson } from './exact-json.ts';
import type { Json, JsonObject } from './exact-json.ts';
import type { RocketfiVariants } from './variants.ts';

/** A message with data, in the form that the variants ask for. */
export function writeMessage(type: string, data: JsonObject, variants: RocketfiVariants): string {
  const content = withExtraFields(data, variants);
  const isBare = type === 'OrderEventUpdate' && variants.orderEvents === 'bare';
  return writeJson(isBare ? content : { [type]: content });
}

/** Objects whose only field is the tag of a variant, and those with ids for names, get no more. */
const closed = new Set([
  'eventData',
  'markPrice',
  'positions',
  'collaterals',
  'instruments',
  'assets',
]);

export function withExtraFields(data: JsonObject, variants: RocketfiVariants): Json {
  return variants.extraFields === 'absent' ? data : extended(data, '');
}

function extended(value: Json, name: string): Json {
  if (isList(value)) return value.map((one) => extended(one, ''));
  if (!isObject(value)) return value;
  const fields = Object.entries(value).map(
    ([own, field]) => [own, field === undefined ? undefined : extended(field, own)] as const,
  );
  const extra = closed.has(name) ? {} : { simulatorExtra: true };
  return { ...Object.fromEntries(fields), ...extra };
}
