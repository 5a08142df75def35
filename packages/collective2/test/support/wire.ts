import type { Collective2Simulator } from '@venuewire/simulator';

export interface ClientMessage {
  readonly msg_type: string;
  readonly request_id?: string;
  readonly timestamp: string;
  readonly payload?: {
    readonly action: string;
    readonly channel: string;
    readonly strategy_id: number;
    readonly resume_from?: number | string;
  };
}

/** What clients sent to the simulated venue. */
export function sentTo(venue: Collective2Simulator, action?: string): ClientMessage[] {
  return venue.received
    .map(({ text }) => JSON.parse(text) as ClientMessage)
    .filter(({ payload }) => action === undefined || payload?.action === action);
}
