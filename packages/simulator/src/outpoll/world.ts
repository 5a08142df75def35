import type { VenueClock } from '../clock.ts';
import type { Watch } from '../watch.ts';
import type { WireFaultState } from '../wire-faults.ts';
import type { Account } from './account.ts';
import type { Credentials } from './credentials.ts';
import type { Frames } from './frames.ts';
import type { Market } from './market.ts';
import type { Settings } from './options.ts';
import type { Session } from './session.ts';

/** All that the parts of one simulator share. */
export interface World {
  readonly settings: Settings;
  readonly clock: VenueClock;
  readonly watch: Watch;
  readonly credentials: Credentials;
  readonly frames: Frames;
  readonly market: Market;
  readonly account: Account;
  readonly sessions: Set<Session>;
  readonly wire: WireFaultState;
}
