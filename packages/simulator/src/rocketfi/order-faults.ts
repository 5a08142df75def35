import type { RocketfiRejection } from './order.ts';

/** Which faults of transactions and pings are switched on: for the venue to look at. */
export interface OrderFaultState {
  /** Transactions are executed, and never answered. */
  resultsLost: boolean;
  /** Transactions are executed, and answered so much later. */
  resultDelayMs: number;
  /** Why transactions are refused, unexecuted. */
  refusal: string | undefined;
  /** Why the next orders are rejected. */
  readonly rejections: RocketfiRejection[];
  pongs: 'sent' | 'absent';
}

export function newOrderFaultState(): OrderFaultState {
  return {
    resultsLost: false,
    resultDelayMs: 0,
    refusal: undefined,
    rejections: [],
    pongs: 'sent',
  };
}
