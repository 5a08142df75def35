import { Violation } from './violation.ts';
import type { Request } from './wire.ts';

/** Milliseconds, and how often one topic may be asked for in them: a break or a reader who joins is a good reason. */
const window = 5000;
const most = 25;

/** Promise 9: a venue that sends garbage, or refuses, is not hammered with questions. */
export class PatienceRules {
  readonly #now: () => number;
  readonly #isRoomy: (key: string) => boolean;
  readonly #times = new Map<string, number[]>();

  /** `isRoomy`: whether its readers' queues are large; who is full again and again asks again and again. */
  constructor(now: () => number, isRoomy: (key: string) => boolean) {
    this.#now = now;
    this.#isRoomy = isRoomy;
  }

  sent(text: string): void {
    const { t, c = '', k = '' } = JSON.parse(text) as Request;
    if (t === 'sub' || t === 'refresh') this.asked(`${c}:${k}`);
  }

  /** On the wire, or by REST. */
  asked(key: string): void {
    const now = this.#now();
    const times = [...(this.#times.get(key) ?? []), now].filter((time) => time > now - window);
    this.#times.set(key, times);
    if (times.length > most && this.#isRoomy(key))
      throw new Violation(`${key} is asked for ${times.length} times in ${window} ms`);
  }
}
