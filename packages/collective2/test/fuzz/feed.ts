import { SubscriptionError, type Health, type Item, type Subscription } from '@venuewire/core';

import type { Collective2 } from '../../src/index.ts';
import { protocol, strategyOf } from '../../src/protocol.ts';

const codec = protocol({ resumeAs: 'number', strategyOf });

const types = new Set([
  'connection.connected',
  'connection.disconnected',
  'heartbeat',
  'subscription.ack',
  'strategy.signal',
  'strategy.positions',
  'gap',
  'error',
]);

/** What the frames that a client was sent must have counted as. */
export class Tally {
  frames = 0;
  invalid = 0;
  unknown = 0;

  add(text: string): void {
    this.frames += 1;
    const decoded = codec.decode(text);
    if (!('type' in decoded)) throw new Error(`It was read as several messages: ${text}`);
    const { type } = decoded;
    const expected = kindOf(text);
    const isRight = {
      known: type !== 'unknown',
      unknown: type === 'unknown',
      invalid: type === 'invalid',
      unreadable: type === 'unknown' || type === 'invalid',
    }[expected];
    if (!isRight) throw new Error(`It is ${expected}, and was read as ${type}: ${text}`);
    if (type === 'invalid') this.invalid += 1;
    if (type === 'unknown') this.unknown += 1;
  }

  /** @throws where the client counted otherwise. */
  compare({ frames, invalid, unknown }: Health['counters']): void {
    const isRight = frames === this.frames && invalid === this.invalid && unknown === this.unknown;
    if (isRight) return;
    const counted = JSON.stringify({ frames, invalid, unknown });
    throw new Error(`The client counted ${counted}; it was sent ${JSON.stringify(this)}.`);
  }
}

/** What a text is for somebody who knows nothing of the protocol but the names of its types. */
function kindOf(text: string): 'invalid' | 'unknown' | 'unreadable' | 'known' {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'invalid';
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'msg_type'))
    return 'invalid';
  const type: unknown = Reflect.get(value, 'msg_type');
  // An integer beyond 2^53 may be kept as its digits, and is a text then.
  if (typeof type === 'number' && Math.abs(type) > Number.MAX_SAFE_INTEGER) return 'unreadable';
  if (typeof type !== 'string') return 'invalid';
  return types.has(type) ? 'known' : 'unknown';
}

/** Reads what a fuzzed client has to say, and begins again where a made-up refusal ended a subscription. */
export class Listener {
  items = 0;
  refusals = 0;
  /** How many marked signals came. */
  marks = 0;
  readonly #client: Collective2;
  #isOver = false;
  readonly #readings: Promise<void>[];

  constructor(client: Collective2, strategyIds: readonly number[]) {
    this.#client = client;
    this.#readings = strategyIds.flatMap((strategyId) => [
      this.#read(() => this.#client.signals({ strategyId })),
      this.#read(() => this.#client.positions({ strategyId })),
    ]);
  }

  /** Ends with the client; throws what should not have ended a subscription. */
  async close(): Promise<void> {
    this.#isOver = true;
    await this.#client.close();
    await Promise.all(this.#readings);
  }

  async #read(subscribe: () => Subscription<unknown, unknown>): Promise<void> {
    while (!this.#isOver) {
      try {
        for await (const item of subscribe()) this.#take(item);
      } catch (error) {
        if (!(error instanceof SubscriptionError)) throw error;
        this.refusals += 1;
      }
    }
  }

  #take(item: Item<unknown, unknown>): void {
    this.items += 1;
    if (item.type !== 'data' || item.snapshot) return;
    const { payload } = item.data as { payload: unknown };
    if (typeof payload === 'object' && payload !== null && 'mark' in payload) this.marks += 1;
  }
}

/** Until the marked signal, which is sent again and again, is heard: the client is live. */
export async function untilHeard(
  listener: Listener,
  send: (sequence: number) => void,
): Promise<void> {
  for (let attempts = 1; attempts <= 500; attempts += 1) {
    send(Date.now() + attempts);
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (listener.marks > 0) return;
  }
  throw new Error('The client does not hear signals any more.');
}

/** A signal that no noise looks like. */
export function markedSignal(sequence: number): string {
  const payload = { strategy_id: 1, mark: 'heard' };
  return JSON.stringify({ msg_type: 'strategy.signal', seq_id: sequence, payload });
}

/** Catches what nobody else does while something runs. */
export async function withoutStrays<Result>(run: () => Promise<Result>): Promise<Result> {
  const strays: unknown[] = [];
  const keep = (reason: unknown): void => void strays.push(reason);
  process.on('unhandledRejection', keep);
  process.on('uncaughtException', keep);
  try {
    const result = await run();
    // A rejection counts as unhandled only after the turn in which it was made.
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (strays.length > 0) throw new AggregateError(strays, 'Something escaped from the client.');
    return result;
  } finally {
    process.off('unhandledRejection', keep);
    process.off('uncaughtException', keep);
  }
}
