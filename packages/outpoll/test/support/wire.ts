import type { OutpollSimulator } from '@venuewire/simulator';

import type { Message } from './scripted-venue.ts';

/** What clients sent to the simulated venue, on the connections of any endpoint. */
export function sentTo(venue: OutpollSimulator, type?: string): Message[] {
  return venue.received
    .map(({ text }) => JSON.parse(text) as Message)
    .filter(({ t }) => type === undefined || t === type);
}
