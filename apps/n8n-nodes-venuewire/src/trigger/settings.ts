import type { ITriggerFunctions } from 'n8n-workflow';

import type { TriggerParameters } from './feed.ts';
import type { MissedPolicy } from './missed-events.ts';

const second = 1_000;
const minute = 60 * second;

/** Where a replay is not wanted: what was published a moment ago was not missed. */
const moment = 2_000;

/** What a user has set on a trigger, in the units of the code. */
export interface TriggerSettings {
  readonly parameters: TriggerParameters;
  readonly missed: MissedPolicy;
  readonly isSerial: boolean;
  readonly includesConnectionEvents: boolean;
  readonly isSimplified: boolean;
  /** Milliseconds between two events of a state. */
  readonly minimumInterval: number;
  /** Milliseconds, or `undefined` for never. */
  readonly staleAfter: number | undefined;
}

/** Everything at once: when a trigger has returned, n8n cannot resolve expressions for it any more. */
export function readSettings(context: ITriggerFunctions): TriggerSettings {
  const events = context.getNodeParameter('events', []);
  const options: unknown = context.getNodeParameter('options', {});
  const option = (name: string): unknown =>
    typeof options === 'object' && options !== null
      ? new Map<string, unknown>(Object.entries(options)).get(name)
      : undefined;
  const maximumAge = numberOf(option('maximumAge'), 15) * minute;
  const isCatchingUp = option('missedEvents') !== 'skip';
  const staleAfter = numberOf(option('staleAfter'), 0) * minute;
  return {
    parameters: {
      events: Array.isArray(events) ? events.map(String) : [],
      text: (name) => {
        const value: unknown = context.getNodeParameter(name, '', { extractValue: true });
        return typeof value === 'string' ? value.trim() : String(value);
      },
    },
    missed: {
      maximumAge: isCatchingUp ? maximumAge : moment,
      maximumCount: isCatchingUp ? numberOf(option('maximumCount'), 100) : Infinity,
      maximumDelay: maximumAge,
    },
    isSerial: option('runOneAtATime') === true,
    includesConnectionEvents: option('includeConnectionEvents') === true,
    isSimplified: option('simplify') !== false,
    minimumInterval: numberOf(option('minimumInterval'), 5) * second,
    staleAfter: staleAfter > 0 ? staleAfter : undefined,
  };
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= 0 ? value : otherwise;
}
