import { notSent, type NotSent } from './outcome.ts';
import { Queue, unlessAborted } from './queue.ts';

export interface NonceLaneOptions {
  /** Asks the venue for the nonce to go on with. */
  readonly fetch: (signal: AbortSignal | undefined) => Promise<bigint>;
  /** How many transactions may be under way at once. */
  readonly inFlight: number;
}

/** What wants nonces: one after the other from the first, as many as it says. */
export interface NonceUse<Prepared, Result> {
  readonly count: number;
  readonly signal: AbortSignal | undefined;
  /** Whether nothing else may be under way meanwhile, because it goes another way. */
  readonly isAlone?: boolean;
  /** Has no effect on the venue: it may be asked again for another nonce. */
  readonly prepare: (first: bigint) => Promise<Prepared>;
  /** Begins to send before it first waits, so that all leaves in the order of the nonces. Never rejects. */
  readonly send: (prepared: Prepared) => Promise<Result>;
}

/** Outcomes that say that the venue has the nonces. */
const taken = new Set(['accepted', 'received']);

interface Ready<Prepared> {
  /** What was known to be next; nothing where it was fetched. */
  readonly known: bigint | undefined;
  readonly first: bigint;
  readonly prepared: Prepared;
}

/**
 * Hands out an account's nonces, each to one transaction, in order and without a gap.
 *
 * Only what was accepted moves on by itself. What never left gives its nonce back. After anything else, a rejection or a
 * missing answer, nobody here knows whether the nonce was used up: nothing is handed out until all that is under way is
 * answered, and then the venue is asked. If it says that the nonce is still free, the next transaction takes it: should the
 * lost one turn up late, the venue can accept only one of the two, and neither leaves a gap at which later ones would hang.
 */
export class NonceLane {
  readonly #options: NonceLaneOptions;
  readonly #turns = new Queue();
  /** Nothing where only the venue knows. */
  #next: bigint | undefined;
  /** Behind what was accepted since the venue was last asked: its answer may be older than that. */
  #accepted = 0n;
  #inFlight = 0;
  #settled = Promise.withResolvers<void>();

  constructor(options: NonceLaneOptions) {
    this.#options = options;
  }

  async use<Prepared, Result extends { readonly outcome: string }>(
    use: NonceUse<Prepared, Result>,
  ): Promise<Result | NotSent> {
    let leave: (() => void) | undefined;
    let ready: Ready<Prepared>;
    try {
      leave = await this.#turns.enter(use.signal);
      ready = await unlessAborted(this.#prepare(use), use.signal);
      // Something under way may have put this nonce in doubt meanwhile: then it is not sent.
      while (ready.known !== this.#next) {
        ready = await unlessAborted(this.#prepare(use), use.signal);
      }
    } catch (error) {
      leave?.();
      return notSent(error);
    }
    const { known, first, prepared } = ready;
    if (known === undefined) this.#accepted = 0n;
    const end = first + BigInt(use.count);
    this.#next = end;
    this.#inFlight += 1;
    const sending = use.send(prepared);
    if (!use.isAlone) leave();
    const result = await sending;
    this.#settle(first, end, result.outcome);
    leave();
    return result;
  }

  /**
   * Prepares with the nonce that the venue tells once nothing is under way, and leaves it to whoever comes next. What is
   * remembered does not do: who has what was prepared before may have used it.
   */
  async peek<Prepared>(
    prepare: (first: bigint) => Promise<Prepared>,
    signal: AbortSignal | undefined,
  ): Promise<Prepared> {
    const leave = await this.#turns.enter(signal);
    try {
      return await unlessAborted(this.#ask(signal).then(prepare), signal);
    } finally {
      leave();
    }
  }

  async #prepare<Prepared>({
    prepare,
    signal,
    isAlone,
  }: NonceUse<Prepared, unknown>): Promise<Ready<Prepared>> {
    const most = isAlone ? 1 : this.#options.inFlight;
    while (this.#next !== undefined && this.#inFlight >= most) {
      await this.#settled.promise;
    }
    signal?.throwIfAborted();
    const known = this.#next;
    const first = known ?? (await this.#ask(signal));
    return { known, first, prepared: await prepare(first) };
  }

  /** Once nothing is under way: until then nobody can say what will be next. */
  async #ask(signal: AbortSignal | undefined): Promise<bigint> {
    while (this.#inFlight > 0) await this.#settled.promise;
    signal?.throwIfAborted();
    const told = await this.#options.fetch(signal);
    return told > this.#accepted ? told : this.#accepted;
  }

  #settle(first: bigint, end: bigint, outcome: string): void {
    this.#inFlight -= 1;
    if (taken.has(outcome)) this.#accepted = end > this.#accepted ? end : this.#accepted;
    else if (outcome === 'notSent' && this.#next === end) this.#next = first;
    else this.#next = undefined;
    this.#settled.resolve();
    this.#settled = Promise.withResolvers();
  }
}
