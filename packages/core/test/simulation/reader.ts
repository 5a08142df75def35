import type { Cursor } from '../../src/cursor.ts';
import type { Consumer } from '../../src/engine/consumer.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { Join } from './schedule.ts';
import type { End, SimulatedReader } from './simulated-world.ts';
import { StreamCheck, type ReaderFacts } from './stream-check.ts';
import type { TopicLog } from './topic-log.ts';
import { Violation } from './violation.ts';

/** The last message that is let in may be as long as this. */
const frameSize = 400;

/** A consumer's program: it takes items at its own pace, checks each, and commits as the promise says. */
export class Reader implements SimulatedReader {
  readonly log: TopicLog;
  readonly consumer: Consumer;
  readonly facts: ReaderFacts;
  readonly check: StreamCheck;
  /** How it was wished for: a restarted process wishes the same. */
  readonly wish: Join;
  /** Milliseconds for an item; `Infinity` takes none. */
  pace: number;
  /** Left, or its client is gone: nothing may come any more. */
  isGone = false;
  end: End | undefined;
  /** The position that a crash leaves behind. */
  committed: Cursor | undefined;
  #uncommitted: Cursor | undefined;
  #isPlanned = false;
  #items = 0;
  readonly #plan: (milliseconds: number, task: () => void) => void;
  readonly #turn: (task: (engine: Engine) => void) => void;

  constructor(
    facts: ReaderFacts,
    wish: Join,
    consumer: Consumer,
    options: {
      readonly plan: (milliseconds: number, task: () => void) => void;
      readonly turn: (task: (engine: Engine) => void) => void;
    },
  ) {
    this.facts = facts;
    this.log = facts.log;
    this.consumer = consumer;
    this.check = new StreamCheck(facts);
    this.wish = wish;
    this.pace = wish.pace;
    this.#plan = options.plan;
    this.#turn = options.turn;
  }

  get isOver(): boolean {
    return this.isGone || this.end !== undefined;
  }

  /** Goes on reading, if there is something to read. */
  read(): void {
    if (this.isOver || this.#isPlanned || this.pace === Number.POSITIVE_INFINITY) return;
    const { queue, ended } = this.consumer;
    if (queue.isEmpty && !ended) {
      this.check.begin();
      this.consumer.onReady = () => this.read();
      return;
    }
    this.#isPlanned = true;
    this.#plan(this.pace, () => {
      this.#isPlanned = false;
      if (this.isOver || this.pace === Number.POSITIVE_INFINITY) return;
      this.#turn((engine) => this.#takeSome(engine));
      this.read();
    });
  }

  /** After each turn of the engine. */
  notice(isPaused: boolean): void {
    const { consumer, facts } = this;
    if (consumer.isLive) facts.promised ??= this.log.length;
    const { items, bytes } = consumer.queue;
    // A paused socket may still tell what it has read.
    const hasGrown = items > this.#items && !isPaused;
    this.#items = items;
    if (!hasGrown) return;
    if (items > facts.limits.items) this.check.fail(`its queue holds ${items} items`);
    if (bytes > facts.limits.bytes + frameSize) this.check.fail(`its queue holds ${bytes} bytes`);
  }

  /** Its client was closed. */
  expectEnd(): void {
    if (this.consumer.take()) this.check.fail('an item was delivered after the end');
    if (!this.consumer.ended) this.check.fail('it does not end');
    this.isGone = true;
  }

  #takeSome(engine: Engine): void {
    do {
      // Who asks for the next item has handled the one before.
      this.committed = this.#uncommitted ?? this.committed;
      this.#uncommitted = undefined;
      const item = this.consumer.take();
      if (!item) {
        this.end = this.consumer.ended;
        if (this.end) engine.leave(this.consumer);
        return;
      }
      if (item.type === 'data' && item.sequence !== undefined) {
        this.#uncommitted = { sequence: item.sequence, at: item.receivedAt };
      }
      try {
        this.check.take(item);
      } catch (error) {
        if (error instanceof Violation && !error.message.startsWith(this.facts.name)) {
          this.check.fail(error.message);
        }
        throw error;
      }
    } while (this.pace === 0 && !this.isOver);
  }
}
