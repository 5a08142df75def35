import type { Client } from '../../src/client.ts';
import type { Cursor } from '../../src/cursor.ts';
import type { AnyItem } from '../../src/item.ts';
import type { Subscription } from '../../src/subscription.ts';
import type { Policy } from '../../src/venue.ts';
import type { CursorShelf } from './cursor-shelf.ts';
import type { Network } from './network.ts';
import type { Promises } from './promises.ts';
import type { Join } from './schedule.ts';
import type { End, SimulatedReader } from './simulated-world.ts';
import { StreamCheck, type ReaderFacts } from './stream-check.ts';
import { channelOf } from './test-venue.ts';
import type { TopicLog } from './topic-log.ts';

const styles = ['loop', 'handler', 'steps'] as const;

export interface ClientReaderOptions {
  readonly client: Client;
  readonly network: Network;
  readonly shelf: CursorShelf;
  readonly promises: Promises;
  readonly policy: Policy;
  readonly facts: Omit<ReaderFacts, 'from' | 'promised'>;
}

/** A program that reads a real subscription, in one of the ways there are. */
export class ClientReader implements SimulatedReader {
  readonly log: TopicLog;
  readonly wish: Join;
  readonly facts: ReaderFacts;
  check: StreamCheck;
  pace: number;
  end: End | undefined;
  readonly #options: ClientReaderOptions;
  readonly #subscription: Subscription<unknown>;
  readonly #abort = new AbortController();
  readonly #style: (typeof styles)[number] | undefined;
  #isGone = false;
  #isDead = false;
  #hasReturned = false;
  #isInHand = false;
  /** When it was done with the latest item. */
  #readyAt = 0;
  /** The number of the latest item that was handled, saved, and is being saved. */
  #handled: number | undefined;
  #saved: number | undefined;
  #saving: number | undefined;
  #readyError: unknown;
  #goOn: (() => void) | undefined;

  constructor(wish: Join, options: ClientReaderOptions) {
    this.#options = options;
    this.wish = wish;
    this.pace = wish.pace;
    this.#style = styles[options.network.random.below(styles.length)];
    const { client, policy, facts, shelf } = options;
    this.log = facts.log;
    this.facts = { ...facts, from: undefined, promised: undefined };
    this.check = new StreamCheck(this.facts);
    const { spec, topic } = this.log;
    const cursor = shelf.storeFor({
      loaded: (loaded) => this.#resume(loaded),
      saving: ({ sequence }) => this.#expectHandled(sequence),
      saved: ({ sequence }) => {
        this.#saved = sequence;
        this.#saving = undefined;
      },
      isDead: () => this.#isDead,
    });
    this.#subscription = client.subscribe(
      channelOf(spec),
      { topic },
      {
        policy,
        limits: { items: wish.items, bytes: wish.bytes },
        signal: this.#abort.signal,
        ...(spec.mode === 'replay' && wish.isResumed ? { cursor } : {}),
      },
    );
    options.promises.track(`${facts.name} reads`, this.#read());
  }

  get isOver(): boolean {
    return this.#isGone || this.end !== undefined;
  }

  read(): void {
    if (this.pace === Number.POSITIVE_INFINITY) return;
    this.#goOn?.();
    this.#goOn = undefined;
  }

  /** Its process is gone. */
  die(): void {
    this.#isGone = this.#isDead = true;
  }

  /** Its client is closed: nothing may come from now on. */
  expectEnd(): void {
    this.#isGone = true;
    this.pace = 0;
    this.read();
  }

  leave(): void {
    this.#isGone = true;
    const { random } = this.#options.network;
    if (random.chance(0.5)) this.#abort.abort(new Error('left'));
    else {
      this.#hasReturned = true;
      // Who breaks out of a loop does so with an item in hand.
      const isBroken = this.#style === 'loop' && this.#isInHand && random.chance(0.5);
      if (!isBroken) this.#options.promises.track('return', this.#subscription.return());
    }
    this.pace = 0;
    this.read();
  }

  async #read(): Promise<void> {
    const { random } = this.#options.network;
    if (random.chance(0.3)) this.#awaitReady();
    let error: unknown;
    try {
      if (this.#style === 'handler') await this.#subscription.forEach((item) => this.#handle(item));
      else if (this.#style === 'loop')
        for await (const item of this.#subscription) {
          await this.#handle(item);
          if (this.#hasReturned) break;
        }
      else await this.#step();
    } catch (thrown) {
      error = thrown;
    }
    this.#conclude(error);
  }

  /** By hand. */
  async #step(): Promise<void> {
    for (;;) {
      const next = this.#subscription.next();
      this.#options.promises.track(`${this.facts.name} asks for the next`, next);
      const { done, value } = await next;
      if (done) return;
      await this.#handle(value);
      if (this.#hasReturned) return;
    }
  }

  #awaitReady(): void {
    const ready = this.#subscription.ready();
    this.#options.promises.track(`${this.facts.name} awaits that it is live`, ready);
    ready.catch((error: unknown) => {
      this.#readyError = error;
    });
  }

  #conclude(error: unknown): void {
    if (this.#isGone) return;
    // One failure goes one way.
    const isTwice = error !== undefined && error === this.#readyError;
    if (isTwice) this.#options.promises.fail(`${this.facts.name}: one error came twice`);
    const told = error ?? this.#readyError;
    if (told === undefined) this.#options.promises.fail(`${this.facts.name}: it ended unasked`);
    this.end = { error: told };
  }

  #resume(cursor: Cursor | undefined): void {
    if (!cursor) return;
    const from = this.log.events.findIndex(({ sequence }) => sequence === cursor.sequence) + 1;
    const facts = { ...this.facts, from, joinedAt: this.log.length };
    Object.assign(this.facts, facts);
    this.check = new StreamCheck(this.facts);
    this.#saved = this.#handled = cursor.sequence;
  }

  async #handle(item: AnyItem): Promise<void> {
    const { promises } = this.#options;
    if (this.#isDead) return;
    if (this.#isGone) promises.fail(`${this.facts.name}: an item came after the end`);
    if (this.#isInHand) promises.fail(`${this.facts.name}: an item came while one is in hand`);
    if (this.#saving !== undefined)
      promises.fail(`${this.facts.name}: an item came before the last one was saved`);
    if (this.wish.isResumed && this.log.spec.mode === 'replay' && this.#saved !== this.#handled)
      promises.fail(`${this.facts.name}: ${this.#handled} was handled, ${this.#saved} is saved`);
    const { now } = this.#options.network.timeline;
    // It has waited, so there was nothing queued.
    if (now > this.#readyAt) this.check.begin();
    promises.attempt(() => this.check.take(item));
    if (item.type === 'status' && item.status === 'live') {
      Object.assign(this.facts, { promised: this.facts.promised ?? this.log.length });
    }
    this.#isInHand = true;
    await this.#work();
    this.#isInHand = false;
    this.#readyAt = this.#options.network.timeline.now;
    if (item.type === 'data' && item.sequence !== undefined) this.#handled = item.sequence;
  }

  async #work(): Promise<void> {
    if (this.pace === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const { network } = this.#options;
    const goOn = (): void => {
      if (!this.#isDead) resolve();
    };
    if (this.pace === Number.POSITIVE_INFINITY) this.#goOn = goOn;
    else network.inClient(network.timeline.now + this.pace, goOn);
    await promise;
  }

  #expectHandled(sequence: number): void {
    const { promises } = this.#options;
    this.#saving = sequence;
    if (this.#hasReturned) promises.fail(`${this.facts.name}: what it left with was saved`);
    if (sequence !== this.#handled || this.#isInHand)
      promises.fail(`${this.facts.name}: ${sequence} is saved before it was handled`);
  }
}
