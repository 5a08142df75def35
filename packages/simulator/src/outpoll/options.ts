import { systemClock } from '../clock.ts';
import type { SimulatorClock } from '../clock.ts';
import { defaultEvents } from './default-events.ts';
import type { OutpollEvent } from './market.ts';
import { defaultOutpollVariants } from './variants.ts';
import type { OutpollVariants } from './variants.ts';

export interface OutpollKey {
  readonly apiKey: string;
  /** Base64url, padded or not. */
  readonly secret: string;
}

export interface OutpollSimulatorOptions {
  /** The first of six ports, one after another. Default 0: free ones. */
  readonly port?: number;
  /** Fixes everything that is random: ids, prices, trades, orders. Default 1. */
  readonly seed?: number;
  /** The API keys that are accepted, all of one user. Default: `op_k_simulator`. */
  readonly keys?: readonly OutpollKey[];
  /** Default: `user-id`, as in the venue's examples. */
  readonly userId?: string;
  /** The user's cash at the start, in dollars. Default 1250.5, as in the venue's examples. */
  readonly cash?: number;
  /** Default: three, the first with the ids of the venue's examples. */
  readonly events?: readonly OutpollEvent[];
  /** Default: the real clock. */
  readonly clock?: SimulatorClock;
  readonly variants?: Partial<OutpollVariants>;
  /** Between two PINGs; `Infinity` for none. Default 30000; the venue does not document its own. */
  readonly pingMs?: number;
}

/** The key of the simulator, with the secret of the venue's example. */
export const defaultKey: OutpollKey = {
  apiKey: 'op_k_simulator',
  secret: 'dGVzdF9zZWNyZXRfMTIzNDU2Nzg',
};

export type Settings = Required<Omit<OutpollSimulatorOptions, 'variants'>> & {
  readonly variants: OutpollVariants;
};

export function settingsOf(options: OutpollSimulatorOptions): Settings {
  return {
    port: 0,
    seed: 1,
    keys: [defaultKey],
    userId: 'user-id',
    cash: 1250.5,
    events: defaultEvents,
    clock: systemClock,
    pingMs: 30_000,
    ...options,
    variants: { ...defaultOutpollVariants, ...options.variants },
  };
}
