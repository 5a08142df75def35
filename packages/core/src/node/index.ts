import type { Platform } from '../platform.ts';
import { nodeScheduler } from './scheduler.ts';
import { wsTransport } from './ws-transport.ts';

export { publishDiagnostics } from './diagnostics.ts';
export { fileCursor } from './file-cursor.ts';
export { wsTransport } from './ws-transport.ts';

/** Node's own: `ws`, timers, fetch. */
export function platform(): Platform {
  return {
    transport: wsTransport,
    scheduler: nodeScheduler,
    fetch: (url, init) => fetch(url, init),
  };
}
