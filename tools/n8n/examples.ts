import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { root } from '../workspace.mjs';
import { credentialTypes, titles, type CredentialType } from './credential-types.ts';
import type { N8nApi, NewWorkflow, SavedWorkflow } from './n8n-api.ts';

export const exampleFiles = [
  'collective2-act-on-signals.json',
  'outpoll-failed-orders.json',
  'rocketfi-journal-of-fills.json',
] as const;

/** Imports an example, as a person does who chooses the credentials. */
export async function importExample(
  api: N8nApi,
  file: (typeof exampleFiles)[number],
  credentials: Readonly<Record<CredentialType, string>>,
): Promise<SavedWorkflow> {
  const path = join(root, 'apps/n8n-nodes-venuewire/examples', file);
  const example = JSON.parse(await readFile(path, 'utf8')) as NewWorkflow;
  const nodes = example.nodes.map((node) => {
    const [, venue = ''] = /^n8n-nodes-venuewire\.(.*?)(?:Trigger)?$/.exec(node.type) ?? [];
    const type = Object.entries(credentialTypes).find(([name]) => name === venue)?.[1];
    if (!type) return node;
    return { ...node, credentials: { [type]: { id: credentials[type], name: titles[type] } } };
  });
  return api.createWorkflow({ ...example, nodes });
}

export async function publishExample(
  ...given: Parameters<typeof importExample>
): Promise<SavedWorkflow> {
  const [api] = given;
  const workflow = await importExample(...given);
  await api.publish(workflow);
  return workflow;
}
