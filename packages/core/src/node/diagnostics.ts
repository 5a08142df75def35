import { channel } from 'node:diagnostics_channel';

import type { Observer } from '../client.ts';

/** Publishes each event on the diagnostics channel `venuewire:<type>`; costs nothing without a subscriber. */
export const publishDiagnostics: Observer = (event) => {
  const target = channel(`venuewire:${event.type}`);
  if (target.hasSubscribers) target.publish(event);
};
