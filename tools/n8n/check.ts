import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import { collective2Simulator, type Collective2Simulator } from '@venuewire/simulator';

import type { Execution, N8nApi } from './n8n-api.ts';
import type { N8nProcess } from './n8n-process.ts';

/** What a check has to work with. */
export interface World {
  readonly n8n: N8nProcess;
  readonly api: N8nApi;
}

export interface Check {
  readonly name: string;
  /** Answers what was seen, in a few words. @throws what was not as it should be */
  readonly run: (world: World) => Promise<string>;
}

export interface Venue {
  readonly venue: Collective2Simulator;
  readonly credentialId: string;
}

export const secondKey = 'simulator-key-2';

/** A venue of the check's own, so that checks don't meet, and a credential for it. */
export async function withVenue(
  { api }: World,
  check: (venue: Venue) => Promise<string>,
): Promise<string> {
  await using venue = await collective2Simulator({ keys: ['simulator-key', secondKey] });
  const credentialId = await api.createCredential('Collective2', credentialOf(venue));
  return await check({ venue, credentialId });
}

export function credentialOf(venue: Collective2Simulator): Record<string, string> {
  return {
    apiKey: venue.key,
    environment: 'custom',
    webSocketUrl: venue.url,
    restUrl: venue.restUrl,
  };
}

/** A state of the world that comes within so many milliseconds. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  within = 30_000,
): Promise<void> {
  const deadline = Date.now() + within;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`It did not happen within ${within} ms: ${what}.`);
    await delay(100);
  }
}

export function subscriptionsOf(venue: Collective2Simulator): number {
  return venue.connections.reduce((sum, { subscriptions }) => sum + subscriptions.length, 0);
}

export async function listening(venue: Collective2Simulator, within = 30_000): Promise<void> {
  await until('the trigger listens', () => subscriptionsOf(venue) > 0, within);
}

/** Publishes and answers the sequence numbers. */
export function publish(venue: Collective2Simulator, strategyId: number, count = 1): number[] {
  return Array.from({ length: count }, () => venue.publishSignal(strategyId).seqId);
}

/** Exactly these signals, each once, have had their executions, and all succeeded. */
export function assertSignals(
  executions: readonly Execution[],
  expected: readonly number[],
  order: 'in order' | 'in any order' = 'in any order',
): void {
  const signals = executions.filter(({ output }) => output['event'] === 'signal');
  const sequences = signals.map(({ output }) => Number(output['sequence']));
  const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);
  if (order === 'in order') assert.deepEqual(sequences, expected);
  else assert.deepEqual(sorted(sequences), sorted(expected));
  const failed = signals.filter(({ status }) => status !== 'success');
  assert.deepEqual(failed, [], 'every execution succeeds');
}

/** Long enough for an execution that should not be there to show itself. */
export async function settle(): Promise<void> {
  await delay(2_000);
}
