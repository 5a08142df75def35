import type { Platform } from '../platform.ts';
import { standardTransport } from '../standard-transport.ts';

/** What browsers, Bun, Deno and Node have in common: the standard WebSocket, timers, fetch. */
export function platform(): Platform {
  return {
    transport: standardTransport(WebSocket),
    scheduler: {
      now: () => performance.now(),
      epoch: () => Date.now(),
      after(milliseconds, callback) {
        const timer = setTimeout(callback, Math.min(2 ** 31 - 1, Math.ceil(milliseconds)));
        return () => clearTimeout(timer);
      },
      random: () => Math.random(),
    },
    fetch: (url, init) => fetch(url, init),
  };
}
