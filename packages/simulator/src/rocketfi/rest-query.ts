import { checksumAddress, isAddress } from '@venuewire/signing';

import type { Account } from './account.ts';
import type { Listing } from './listing.ts';
import { RestRefusal } from './rest-answers.ts';
import { isInterval } from './subscription.ts';
import type { RocketfiInterval } from './subscription.ts';
import type { World } from './world.ts';

const dayMs = 86_400_000;

/** The parameters of a request. Whoever asks for one that is wrong gets a RestRefusal (400, 404). */
export class RestQuery {
  readonly #query: URLSearchParams;
  readonly #world: World;

  constructor(query: URLSearchParams, world: World) {
    this.#query = query;
    this.#world = world;
  }

  get account(): Account {
    const text = this.#required('account');
    if (!isAddress(text, { anyCase: true })) throw new RestRefusal(400, 'Invalid account');
    return this.#world.ledger.account(checksumAddress(text, { anyCase: true }));
  }

  get listing(): Listing {
    const instrumentId = this.#required('instrumentId').toLowerCase();
    const { market } = this.#world;
    if (!market.has(instrumentId)) throw new RestRefusal(404, 'Unknown instrument');
    return market.listing(instrumentId);
  }

  get instrumentId(): string | undefined {
    return this.#query.get('instrumentId')?.toLowerCase();
  }

  /** As trades name it. */
  get instrument(): string | undefined {
    return this.#query.get('instrument')?.toLowerCase();
  }

  has(name: string): boolean {
    return this.#query.has(name);
  }

  get interval(): RocketfiInterval {
    const text = this.#required('interval');
    if (!isInterval(text)) throw new RestRefusal(400, 'Invalid interval');
    return text;
  }

  /** An unsigned 64-bit integer. */
  integer(name: string): bigint | undefined {
    const text = this.#query.get(name);
    if (text === null) return undefined;
    if (!/^\d{1,20}$/.test(text)) throw new RestRefusal(400, `Invalid ${name}`);
    return BigInt(text);
  }

  /** At least `lowest`; with `highest`, at most that. */
  number(name: string, absent: number, lowest: number, highest = Infinity): number {
    const value = Number(this.integer(name) ?? absent);
    if (Number.isSafeInteger(value) && value >= lowest && value <= highest) return value;
    throw new RestRefusal(400, `Invalid ${name}`);
  }

  /**
   * Whether a time is from `startTime`, by default a day ago, to `endTime`, by default now; both are
   * included.
   */
  isInTime(at: number): boolean {
    const now = this.#world.clock.now();
    const [start, end] = [this.integer('startTime'), this.integer('endTime')];
    return BigInt(at) >= (start ?? BigInt(now - dayMs)) && BigInt(at) <= (end ?? BigInt(now));
  }

  #required(name: string): string {
    const text = this.#query.get(name) ?? '';
    if (text === '') throw new RestRefusal(400, `Missing ${name}`);
    return text;
  }
}
