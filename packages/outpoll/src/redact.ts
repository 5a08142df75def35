import { parseJson } from '@venuewire/core';

import { fieldOf, masked, wordsOf } from './answers.ts';

const hidden = '[redacted]';
/** Everybody's market: its documented fields are shown. */
const market = new Set(['PRICES_DATA', 'PRICES_DATA_DELTA', 'PROBABILITY', 'UPDATE_HISTORY']);
const marketFields = new Set(['o', 'b', 'a', 'c', 't', 'p']);
/** Of an account the form of its documented messages is shown, without a value. */
const accountFields = new Set('l i u s a q tpp slp aop c b f'.split(' '));
const answers = new Set(['SUCCESS', 'SUBSCRIBED', 'UNSUBSCRIBED']);

/** A recording of a public stream: the market as it was, what was asked and answered, nothing of undocumented payloads. */
export function redactPublic(text: string): string {
  return rewritten(text, (message, type) => ({
    ...named(message, 'e'),
    ...named(message, 'o'),
    ...content(message, type, (d) => (market.has(type) ? marketOf(d) : hidden)),
  }));
}

/** A recording of a private stream: that messages came, and their form. Of AUTH nothing. */
export function redactPrivate(text: string): string {
  return rewritten(text, (message, type) => {
    // Without an envelope (documented of balances).
    if (type === '') return formOf(message);
    return content(message, type, (d) =>
      typeof d === 'object' && d !== null ? formOf(d) : hidden,
    );
  });
}

function rewritten(text: string, show: (message: object, type: string) => object): string {
  let message: unknown;
  try {
    message = parseJson(text);
  } catch {
    return hidden;
  }
  if (typeof message !== 'object' || message === null) return hidden;
  if (Array.isArray(message)) return JSON.stringify([hidden]);
  const t = fieldOf(message, 't');
  const kind = typeof t === 'string' ? { t: masked(t).slice(0, 64) } : {};
  const type = typeof t === 'string' ? t.toUpperCase() : '';
  // Written anew, so that a secret is found however it was escaped.
  return JSON.stringify({ ...kind, ...show(message, type) });
}

/** What a message says beside what it is about. */
function content(message: object, type: string, show: (d: unknown) => unknown): object {
  if (type === 'ERROR')
    return { r: wordsOf({ r: fieldOf(message, 'r'), d: fieldOf(message, 'd') }) };
  const d = fieldOf(message, 'd');
  if (d === undefined || d === null) return {};
  const isAnswer = typeof d === 'string' || typeof fieldOf(d, 'message') === 'string';
  return answers.has(type) && isAnswer ? {} : { d: show(d) };
}

/** An id, or several. */
function named(message: object, name: 'e' | 'o'): object {
  const ids = fieldOf(message, name);
  const isShown = typeof ids === 'string' || (Array.isArray(ids) && ids.every(isText));
  return isShown ? { [name]: ids } : {};
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function marketOf(value: unknown): unknown {
  return only(marketFields, value, (scalar, name) =>
    typeof scalar === 'string' && name !== 'o' ? hidden : scalar,
  );
}

function formOf(value: object): object {
  const form = only(accountFields, value, (scalar) => {
    if (typeof scalar === 'number') return 0;
    return typeof scalar === 'string' ? hidden : null;
  });
  // So that what held nothing documented is not taken for something empty.
  return Object.assign({ redacted: true }, form);
}

/** The same with these fields alone, at any depth, and with `show` for their values. */
function only(
  names: ReadonlySet<string>,
  value: unknown,
  show: (scalar: unknown, name: string) => unknown,
  name = '',
): unknown {
  if (Array.isArray(value)) return value.map((item) => only(names, item, show, name));
  if (typeof value !== 'object' || value === null) return show(value, name);
  const fields = Object.entries(value).filter(([field]) => names.has(field));
  return Object.fromEntries(
    fields.map(([field, inner]) => [field, only(names, inner, show, field)]),
  );
}
