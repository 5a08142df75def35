import type { Policy } from '../../src/venue.ts';
import type { Join } from './schedule.ts';
import type { Spec } from './table.ts';

/** A log of events cannot be conflated. */
export function policyOf({ apply, policy }: Spec, wished: Join['policy']): Policy {
  if (wished === 'default' || (wished === 'conflate' && apply === 'append')) return policy;
  return wished;
}
