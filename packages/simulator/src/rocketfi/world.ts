import type { VenueClock } from '../clock.ts';
import type { Watch } from '../watch.ts';
import type { WireFaultState } from '../wire-faults.ts';
import type { AccountMessages } from './account-messages.ts';
import type { Ledger } from './ledger.ts';
import type { Market } from './market.ts';
import type { Settings } from './options.ts';
import type { OrderFaultState } from './order-faults.ts';
import type { Session } from './session.ts';

/** All that the parts of one simulator share. */
export interface World {
  readonly settings: Settings;
  readonly clock: VenueClock;
  readonly watch: Watch;
  readonly market: Market;
  readonly ledger: Ledger;
  readonly messages: AccountMessages;
  readonly sessions: Set<Session>;
  readonly wire: WireFaultState;
  readonly orderFaults: OrderFaultState;
}
