import { systemClock } from '../clock.ts';
import type { SimulatorClock } from '../clock.ts';
import type { Payload } from './journal.ts';
import { defaultVariants } from './variants.ts';
import type { Collective2Variants } from './variants.ts';

/** A signal from before the simulator started; what is absent is made up from the seed. */
export interface HistoricalSignal {
  readonly strategyId: number;
  readonly payload?: Payload;
  /** Must be higher than that of the signal before it. */
  readonly seqId?: number;
  /** UTC, ISO 8601. Default: the start of the simulator. */
  readonly timestamp?: string;
}

export interface Collective2SimulatorOptions {
  /** Default 0: a free one. */
  readonly port?: number;
  /** Fixes everything that is random: ids, sequence numbers, made-up payloads. Default 1. */
  readonly seed?: number;
  /** The API keys that are accepted. Default: `simulator-key`. */
  readonly keys?: readonly string[];
  /** The strategies that exist. Default: every positive integer. */
  readonly strategies?: readonly number[];
  /** Strategies that the key has no right to. Default: none. */
  readonly forbidden?: readonly number[];
  /** Default: the real clock. */
  readonly clock?: SimulatorClock;
  readonly variants?: Partial<Collective2Variants>;
  /** In the order of publishing. */
  readonly history?: readonly HistoricalSignal[];
  /** Default 30000, as documented. */
  readonly heartbeatMs?: number;
  /** What a client has beyond `heartbeatMs` to acknowledge. Default 10000, as documented. */
  readonly heartbeatGraceMs?: number;
  /** Signals of one replay. Default 1000, as documented. */
  readonly replayLimit?: number;
  /** Connections of one key. Default 10, as documented. */
  readonly connectionLimit?: number;
  /** Connections of all keys; beyond it 503. Default: none. */
  readonly serverConnectionLimit?: number;
  /** Subscriptions of one connection. Default 100, as documented. */
  readonly subscriptionLimit?: number;
}

export type Settings = Required<Omit<Collective2SimulatorOptions, 'strategies' | 'variants'>> & {
  readonly strategies: readonly number[] | 'any';
  readonly variants: Collective2Variants;
};

export function settingsOf(options: Collective2SimulatorOptions): Settings {
  return {
    port: 0,
    seed: 1,
    keys: ['simulator-key'],
    strategies: 'any',
    forbidden: [],
    clock: systemClock,
    history: [],
    heartbeatMs: 30_000,
    heartbeatGraceMs: 10_000,
    replayLimit: 1000,
    connectionLimit: 10,
    serverConnectionLimit: Infinity,
    subscriptionLimit: 100,
    ...options,
    variants: { ...defaultVariants, ...options.variants },
  };
}

/** Whether the venue lets a client have this strategy. */
export function isAllowed(settings: Settings, strategyId: number): boolean {
  const exists = settings.strategies === 'any' || settings.strategies.includes(strategyId);
  return exists && !settings.forbidden.includes(strategyId);
}
