import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import {
  collective2Simulator,
  type Collective2Simulator,
  type OutpollSimulator,
  type RocketfiSimulator,
} from '@venuewire/simulator';

import type { Credential, Execution, N8nApi } from './n8n-api.ts';
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
  const credentialId = await api.createCredential(credentialOf(venue));
  return await check({ venue, credentialId });
}

export function credentialOf(venue: Collective2Simulator, apiKey = venue.key): Credential {
  const { url: webSocketUrl, restUrl } = venue;
  return { type: 'collective2Api', data: { apiKey, environment: 'custom', webSocketUrl, restUrl } };
}

export function outpollCredential(venue: OutpollSimulator, secret = venue.secret): Credential {
  const addresses = JSON.stringify({ urls: venue.urls, restUrls: venue.restUrls });
  return {
    type: 'outpollApi',
    data: { apiKey: venue.key, secret, environment: 'custom', addresses },
  };
}

export function rocketfiCredential(
  { url: webSocketUrl, restUrl, accounts }: RocketfiSimulator,
  account = accounts[0] ?? '',
): Credential {
  return { type: 'rocketFiApi', data: { environment: 'custom', account, webSocketUrl, restUrl } };
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

export function subscriptionsOf({
  connections,
}: {
  readonly connections: readonly { readonly subscriptions: readonly string[] }[];
}): number {
  return connections.reduce((sum, { subscriptions }) => sum + subscriptions.length, 0);
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
