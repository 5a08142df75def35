import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

import type { N8nApi, SavedWorkflow } from './n8n-api.ts';

export interface Step {
  /** When the editor would show the output. */
  readonly finished: Promise<void>;
  /** "Stop listening". */
  stop(): Promise<void>;
}

/** "Execute step" as the editor does it: with a socket to n8n, on which it is told what happens. */
export async function executeStep(
  api: N8nApi,
  workflow: SavedWorkflow,
  trigger = 'Collective2 Trigger',
): Promise<Step> {
  const pushRef = `check-${workflow.id}-${Date.now()}`;
  const url = `${api.url.replace('http', 'ws')}/rest/push?pushRef=${pushRef}`;
  const socket = new WebSocket(url, { headers: { cookie: api.cookie, origin: api.url } });
  socket.binaryType = 'arraybuffer';
  await once(socket, 'open');
  const finished = Promise.withResolvers<void>();
  socket.addEventListener('message', ({ data }) => {
    // Binary, though what it holds is JSON.
    const text = data instanceof ArrayBuffer ? new TextDecoder().decode(data) : String(data);
    const message: unknown = JSON.parse(text);
    const isFinished =
      typeof message === 'object' &&
      message !== null &&
      'type' in message &&
      message.type === 'executionFinished';
    if (isFinished) finished.resolve();
  });
  const { executionId } = await api.run(workflow, trigger, pushRef);
  const late = delay(30_000, undefined, { ref: false }).then(() => {
    throw new Error('The step did not finish within 30 s.');
  });
  const ended = Promise.race([finished.promise, late]).finally(() => socket.close());
  ended.catch(() => undefined);
  return {
    finished: ended,
    async stop() {
      if (executionId !== undefined) await api.stopExecution(executionId);
      socket.close();
    },
  };
}
