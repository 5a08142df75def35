import { standardTransport, type Platform } from '@venuewire/core';

/** What somebody brings along who may not use `ws`: the standard WebSocket, and a clock of their own. */
export const standardPlatform: Platform = {
  transport: standardTransport(WebSocket),
  scheduler: {
    now: () => performance.now(),
    epoch: () => Date.now(),
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
  },
  fetch: (url, init) => fetch(url, init),
};
