import { examples } from '../fixtures/examples.ts';
import type { Random } from './random.ts';

/** A frame as a server may send it. */
export type Frame = string | Uint8Array;

const { connected, heartbeat, gap, error, envelope, subscribe } = examples;
const signal = envelope
  .replace('"string"', '"strategy.signal"')
  .replace('"payload":{}', '"payload":{"strategy_id":1,"side":"buy"}');
const second = signal.replace('"strategy_id":1', '"StrategyId":2');

/** What a venue really sends, and one message that only a client does. */
const messages: readonly [string, ...string[]] = [
  connected,
  connected.replace('connected', 'disconnected'),
  heartbeat,
  gap,
  gap.replace('12345678', '1'),
  error,
  error.replace('FORBIDDEN', 'BUSY'),
  error.replace('{"code"', '{"errors":[{"code"').replace('"}}', '"}]}}'),
  envelope,
  envelope.replace('"string"', '"subscription.ack"'),
  signal,
  second,
  signal.replace('98765', 'null'),
  signal.replace('"strategy_id":1,', ''),
  signal.replace('strategy.signal', 'strategy.positions'),
  subscribe,
];

const oddNumbers: readonly [number, ...number[]] = [
  0,
  -1,
  1.5,
  1e308,
  -1e-7,
  98765,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
];
const oddTexts: readonly [string, ...string[]] = [
  '',
  ' ',
  '…',
  '\u0000',
  '\ud800',
  '😀',
  '__proto__',
  'constructor',
  'toString',
  'strategy.signal',
  'strategy.signal:1',
  ':',
  '2024-01-01T12:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '-271821-04-20T00:00:00.000Z',
  '9999-12-31T23:59:59Z',
  'x'.repeat(5_000),
];
const oddSources: readonly [string, ...string[]] = [
  '9007199254740993',
  '1e400',
  '-0',
  '{"__proto__":{"strategy_id":1}}',
  '"\\ud800"',
  'NaN',
  '01',
  '',
  '['.repeat(3_000),
  '['.repeat(500) + ']'.repeat(500),
];

/** The next frame: noise, JSON of no meaning, a message that is nearly right, or one that is. */
export function nextFrame(random: Random, sequence: number): Frame {
  const kind = random.next();
  if (kind < 0.05) return bytes(random);
  if (kind < 0.1) return noise(random);
  if (kind < 0.2) return JSON.stringify(anything(random, 4)) ?? '';
  if (kind < 0.3) return goodSignal(random, sequence);
  return mutated(random);
}

function bytes(random: Random): Uint8Array {
  return Uint8Array.from({ length: random.below(64) }, () => random.below(256));
}

function noise(random: Random): string {
  const codes = Array.from({ length: random.below(64) }, () => random.below(0xd800));
  return String.fromCharCode(...codes);
}

function goodSignal(random: Random, sequence: number): string {
  return (random.chance(0.5) ? signal : second)
    .replace('98765', String(sequence))
    .replace('2024-01-01T12:00:00Z', new Date(1_700_000_000_000 + sequence).toISOString());
}

function anything(random: Random, depth: number): unknown {
  const kind = random.below(depth > 0 ? 8 : 6);
  if (kind === 0) return null;
  if (kind === 1) return random.chance(0.5);
  if (kind === 2) return random.pick(oddNumbers);
  if (kind === 3) return random.below(1_000_000) - 500_000;
  if (kind < 6) return random.pick(oddTexts);
  const length = random.below(5);
  const values = Array.from({ length }, () => anything(random, depth - 1));
  if (kind === 6) return values;
  return Object.fromEntries(values.map((value) => [random.pick(oddTexts), value]));
}

function mutated(random: Random): string {
  let text = random.pick(messages);
  for (let mutations = 1 + random.below(3); mutations > 0; mutations -= 1) {
    text = random.chance(0.85) ? mutatedValue(random, text) : mutatedText(random, text);
  }
  return text;
}

/** Changes, takes away or adds one field, in the envelope or in the payload. */
function mutatedValue(random: Random, text: string): string {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return text;
  }
  if (typeof message !== 'object' || message === null) return text;
  const payload: unknown = Reflect.get(message, 'payload');
  const isDeep = typeof payload === 'object' && payload !== null && random.chance(0.5);
  const target = isDeep ? payload : message;
  const names = Object.keys(target);
  const name = names[random.below(names.length)] ?? 'new';
  const action = random.below(4);
  if (action === 0) Reflect.deleteProperty(target, name);
  else if (action === 1) Reflect.set(target, random.pick(oddTexts), anything(random, 2));
  else Reflect.set(target, name, anything(random, 2));
  const source = JSON.stringify(message);
  // What no value can express: numbers beyond any, prototypes, depth, nothing at all.
  return random.chance(0.1)
    ? source.replace(/98765|null|"…"|4/, () => random.pick(oddSources))
    : source;
}

/** Cuts, flips, doubles or inserts characters, whatever they mean. */
function mutatedText(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const action = random.below(4);
  if (action === 0) return text.slice(0, at);
  if (action === 1)
    return text.slice(0, at) + String.fromCharCode(random.below(128)) + text.slice(at + 1);
  if (action === 2) return text.slice(0, at) + text.slice(at - random.below(20));
  return text.slice(0, at) + random.pick(oddTexts) + text.slice(at);
}
