import { demoSource as collective2Demo } from './collective2/demo.ts';
import { live as collective2Live } from './collective2/live.ts';
import type { LiveVenue } from './environment.ts';
import { demoSource as outpollDemo } from './outpoll/demo.ts';
import { live as outpollLive } from './outpoll/live.ts';
import { demoSource as rocketfiDemo } from './rocketfi/demo.ts';
import { live as rocketfiLive } from './rocketfi/live.ts';
import type { DemoOptions, Source } from './source.ts';

interface ShownVenue {
  readonly demo: (options: DemoOptions) => Promise<Source>;
  readonly live: LiveVenue;
}

/** All that can be shown, by the name that the command line has for it. */
export const venues: ReadonlyMap<string, ShownVenue> = new Map<string, ShownVenue>([
  ['collective2', { demo: collective2Demo, live: collective2Live }],
  ['outpoll', { demo: outpollDemo, live: outpollLive }],
  ['rocketfi', { demo: rocketfiDemo, live: rocketfiLive }],
]);
