import { SeededRandom } from '../random.ts';

/** Fields of a payload are not documented by the venue: any object is one. */
export type Payload = Readonly<Record<string, unknown>>;

export interface Published {
  /** The envelope's `id`: the same for each sending of one message (inferred). */
  readonly id: string;
  readonly seqId: number;
  readonly strategyId: number;
  /** As it is on the wire. */
  readonly payload: Payload;
  /** The time of publishing as it is on the wire: UTC, ISO 8601. */
  readonly timestamp: string;
}

/**
 * All that was published. `seq_id` counts over all strategies and leaves numbers out, since the
 * guides promise only that it rises.
 */
export class Journal {
  readonly signals: Published[] = [];
  readonly positions: Published[] = [];
  readonly #random: SeededRandom;
  #lastSeqId = 98_765;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed, 'journal');
  }

  /** @throws RangeError for a strategy id that cannot be, or a given `seqId` that does not rise. */
  entry(
    message: Pick<Published, 'strategyId' | 'payload' | 'timestamp'>,
    seqId?: number,
  ): Published {
    if (!Number.isSafeInteger(message.strategyId) || message.strategyId < 1) {
      throw new RangeError(`A strategy id is a positive integer, not ${message.strategyId}.`);
    }
    const next = seqId ?? this.#lastSeqId + this.#random.integer(1, 3);
    if (!Number.isSafeInteger(next) || (next <= this.#lastSeqId && this.signals.length > 0)) {
      throw new RangeError(`seq_id has to rise: ${next} came after ${this.#lastSeqId}.`);
    }
    this.#lastSeqId = next;
    return { id: newMessageId(this.#random), seqId: next, ...message };
  }

  /** The signals of a strategy with a higher `seq_id`, in order. */
  after(strategyId: number, seqId: number): Published[] {
    return this.signals.filter(
      (signal) => signal.strategyId === strategyId && signal.seqId > seqId,
    );
  }
}

/** Opaque to clients; as long as the one in the guides' examples. */
export function newMessageId(random: SeededRandom): string {
  return `msg_${random.hex(28)}`;
}
