import {
  collective2Simulator,
  type Collective2Simulator,
  type Collective2SimulatorOptions,
} from '@venuewire/simulator';
import type { INodeParameters, INodeType } from 'n8n-workflow';
import { vi } from 'vitest';

import { Database, Instance, type WorkflowOptions } from './instance.ts';

export const strategyId = 7;

/** A simulated venue, and an n8n that knows its key. */
export interface Stage<Venue = Collective2Simulator> extends AsyncDisposable {
  readonly venue: Venue;
  readonly database: Database;
  /** A process of n8n of its own: nothing that another one holds in memory is in it. */
  start(): Promise<Instance>;
  /** Until so many strategies are listened to. */
  listening(count?: number): Promise<void>;
}

interface AnyVenue {
  readonly connections: readonly { readonly subscriptions: readonly string[] }[];
  until(condition: () => boolean): Promise<unknown>;
  close(): Promise<void>;
}

export async function stage(options: Collective2SimulatorOptions = {}): Promise<Stage> {
  const venue = await collective2Simulator(options);
  return stageOf(venue, keyOf(venue), async () => {
    const { Collective2Trigger } =
      await import('../../nodes/Collective2/Collective2Trigger.node.ts');
    return new Collective2Trigger();
  });
}

/** `load` imports the node, as a process does for the first time. */
export function stageOf<Venue extends AnyVenue>(
  venue: Venue,
  credential: Record<string, string>,
  load: () => Promise<INodeType>,
): Stage<Venue> {
  const database = new Database();
  database.credentials.set('credential', credential);
  const instances: Instance[] = [];
  return {
    venue,
    database,
    async start() {
      // Connections and memory are the module's.
      vi.resetModules();
      const instance = new Instance(database, await load());
      instances.push(instance);
      return instance;
    },
    async listening(count = 1) {
      await venue.until(() => subscriptionsOf(venue) === count);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(instances.map((instance) => instance.stop()));
      await venue.close();
    },
  };
}

export function keyOf(venue: Collective2Simulator): Record<string, string> {
  return {
    apiKey: venue.key,
    environment: 'custom',
    webSocketUrl: venue.url,
    restUrl: venue.restUrl,
  };
}

export function workflow(
  options: INodeParameters = {},
  parameters: INodeParameters = {},
): WorkflowOptions {
  const strategy = { __rl: true, mode: 'id', value: String(strategyId) };
  return { parameters: { events: ['signal'], strategyId: strategy, options, ...parameters } };
}

export function subscriptionsOf({ connections }: Pick<AnyVenue, 'connections'>): number {
  return connections.reduce((sum, { subscriptions }) => sum + subscriptions.length, 0);
}
