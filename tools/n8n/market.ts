import { setTimeout as delay } from 'node:timers/promises';

import {
  collective2Simulator,
  outpollSimulator,
  rocketfiSimulator,
  type Collective2Simulator,
  type OutpollSimulator,
  type RocketfiSimulator,
} from '@venuewire/simulator';

import { credentialOf, outpollCredential, rocketfiCredential } from './check.ts';
import type { CredentialType } from './credential-types.ts';
import type { N8nApi } from './n8n-api.ts';
import { strategyId } from './workflows.ts';

/** All three venues. */
export interface Market extends AsyncDisposable {
  readonly collective2: Collective2Simulator;
  readonly outpoll: OutpollSimulator;
  readonly rocketfi: RocketfiSimulator;
  /** Lets something happen on each. */
  step(): void;
  /** Lets something happen every so many milliseconds. */
  move(interval: number, signal: AbortSignal): Promise<void>;
  createCredentials(api: N8nApi): Promise<Record<CredentialType, string>>;
}

export async function openMarket(): Promise<Market> {
  const collective2 = await collective2Simulator({ strategies: [strategyId, 87654321] });
  const [outpoll, rocketfi] = await Promise.all([outpollSimulator(), rocketfiSimulator()]);
  const outcomeId = outpoll.events[0]?.outcomes[0]?.id ?? '';
  const instrumentId = rocketfi.instruments[0]?.id ?? '';
  const [account = ''] = rocketfi.accounts;
  let steps = 0;
  const step = (): void => {
    steps += 1;
    collective2.publishSignal(strategyId);
    outpoll.step();
    // More than anybody has: it fails.
    outpoll.placeOrder({ outcomeId, side: 'BUY', price: 0.5, quantity: 1e9 });
    rocketfi.step();
    const side = steps % 2 === 0 ? 'Sell' : 'Buy';
    rocketfi.placeOrder(account, { instrumentId, side, quantity: '0.01' });
  };
  return {
    collective2,
    outpoll,
    rocketfi,
    step,
    async move(interval, signal) {
      while (!signal.aborted) {
        step();
        await delay(interval, undefined, { signal }).catch(() => undefined);
      }
    },
    async createCredentials(api) {
      const [collective2Api, outpollApi, rocketFiApi] = await Promise.all([
        api.createCredential(credentialOf(collective2)),
        api.createCredential(outpollCredential(outpoll)),
        api.createCredential(rocketfiCredential(rocketfi)),
      ]);
      return { collective2Api, outpollApi, rocketFiApi };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([collective2.close(), outpoll.close(), rocketfi.close()]);
    },
  };
}
