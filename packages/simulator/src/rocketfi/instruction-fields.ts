import { readDecimal } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import type { JsonObject } from './exact-json.ts';
import { u64Of } from './exact-json.ts';
import { positive } from './exchange.ts';

/** Fields of an instruction that was read; whoever asks for one that is empty gets a RangeError. */
export class InstructionFields {
  readonly #content: JsonObject;

  constructor(content: JsonObject) {
    this.#content = content;
  }

  text(name: string): string {
    const value = this.#content[name];
    if (typeof value !== 'string') throw new RangeError(`There is no ${name}.`);
    return value;
  }

  optionalText(name: string): string | undefined {
    const value = this.#content[name];
    return typeof value === 'object' || value === undefined ? undefined : String(value);
  }

  /** Above zero. */
  amount(name: string): Decimal {
    return positive(this.text(name));
  }

  optionalAmount(name: string): Decimal | undefined {
    return readDecimal(this.#content[name]);
  }

  integer(name: string): bigint {
    const value = this.optionalInteger(name);
    if (value === undefined) throw new RangeError(`There is no ${name}.`);
    return value;
  }

  optionalInteger(name: string): bigint | undefined {
    return u64Of(this.#content[name]);
  }

  flag(name: string): boolean {
    return this.#content[name] === true;
  }

  get side(): 'Buy' | 'Sell' {
    return this.#content['side'] === 'Sell' ? 'Sell' : 'Buy';
  }
}
