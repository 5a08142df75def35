import type { DataMessage } from '../venue.ts';

/** In which a venue's clock may count. */
const second = 1000;

/** What the venue sends again after a subscribe with a position. */
export class Replay {
  /** Above this number it sends everything again; */
  readonly from: number;
  /** up to this one somebody here has had it before. */
  to: number;
  /** Epoch milliseconds of the venue at which it began: what is not newer is replayed. */
  before = 0;

  constructor(from: number, to: number) {
    this.from = from;
    this.to = to;
  }

  /** Whether the number can come again although it is not new. */
  expects(sequence: number): boolean {
    return sequence > this.from && sequence <= this.to;
  }

  /** A venue's clock may count in whole seconds, in which the replay and its acknowledgement are one. */
  has({ timeMs, sequence }: DataMessage): boolean {
    return (
      (timeMs !== undefined && timeMs <= this.before) ||
      (sequence !== undefined && this.expects(sequence))
    );
  }

  /** Whether a message is surely older than what a reader is to get, which begins at `newsFrom` of the venue's clock. */
  precedes({ topic, timeMs, sequence }: DataMessage, newsFrom: number | undefined): boolean {
    if (topic === undefined) return false;
    if (sequence !== undefined && sequence <= this.to) return true;
    if (timeMs === undefined || newsFrom === undefined) return false;
    const isPrecise = timeMs % second !== 0 || newsFrom % second !== 0;
    return timeMs + (isPrecise ? 1 : second) <= newsFrom;
  }
}
