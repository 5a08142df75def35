import type { VenueClock } from '../clock.ts';
import type { SeededRandom } from '../random.ts';
import type { ReorderWindow } from '../reorder.ts';
import type { Watch } from '../watch.ts';
import type { WireFaultState } from '../wire-faults.ts';
import type { Book } from './book.ts';
import type { Frames } from './frames.ts';
import type { Journal } from './journal.ts';
import type { Settings } from './options.ts';
import type { Session } from './session.ts';

/** Faults of the protocol that are switched on. */
interface Collective2WireFaultState extends WireFaultState {
  reorder: ReorderWindow | undefined;
  /** `seq_id` of the signals that are truncated, whenever they are sent. */
  readonly truncated: Set<number>;
  /** New connections that lose the race for the last free place. */
  lostRaces: number;
}

/** All that the parts of one simulator share. */
export interface World {
  readonly settings: Settings;
  readonly clock: VenueClock;
  readonly keys: Set<string>;
  readonly frames: Frames;
  readonly journal: Journal;
  readonly book: Book;
  readonly orderRandom: SeededRandom;
  readonly sessions: Set<Session>;
  readonly watch: Watch;
  readonly wire: Collective2WireFaultState;
}
