import type { Channel } from '@venuewire/core';

import type { Rest } from './rest.ts';
import type { Position } from './schemas.ts';

export interface StrategyParams {
  /** A positive integer. */
  readonly strategyId: number;
}

/** One message of a strategy. The payload's fields are not documented; give a `schema` to have them typed. */
export interface StrategyEvent<Payload = unknown> {
  /** Undefined where the message named none and several strategies share its connection. */
  readonly strategyId: number | undefined;
  readonly payload: Payload;
}

/** The name of the only endpoint. */
export const endpointName = 'general';

/** https://api-docs.collective2.com/guides/websocket-gap-fill: the venue replays what follows `resume_from`. */
export const signals: Channel<StrategyParams, StrategyEvent, never> = {
  name: 'strategy.signal',
  endpoint: endpointName,
  // Restored before positions, which REST can tell at any time.
  private: true,
  topic: ({ strategyId }) => String(strategyId),
  apply: { mode: 'append' },
  recovery: { mode: 'replay' },
  cadence: 'none',
  policy: 'hold',
  identify: ({ payload }, { strategyId }) => ({ payload, strategyId }),
};

/**
 * Whether an update is a snapshot or a delta is not documented, so updates are not merged: after each break the open
 * positions are fetched by REST.
 */
export function positions(rest: Rest): Channel<StrategyParams, StrategyEvent, readonly Position[]> {
  return {
    name: 'strategy.positions',
    endpoint: endpointName,
    private: false,
    topic: ({ strategyId }) => String(strategyId),
    apply: { mode: 'append' },
    recovery: {
      mode: 'resync',
      fetch: async ({ strategyId }) => ({
        snapshot: await rest.openPositions({ strategyIds: [strategyId] }),
      }),
    },
    cadence: 'none',
    policy: 'hold',
    identify: ({ payload }, { strategyId }) => ({ payload, strategyId }),
  };
}
