import type { NewWorkflow, WorkflowNode } from './n8n-api.ts';

export const strategyId = 12345678;

export interface TriggerOptions {
  readonly events?: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A Collective2 trigger, and nodes that run one after the other behind it. */
export function triggered(
  name: string,
  credentialId: string,
  { events = ['signal'], options = {} }: TriggerOptions = {},
  following: readonly WorkflowNode[] = [noOperation()],
): NewWorkflow {
  const credential = { id: credentialId, type: 'collective2Api' } as const;
  const parameters = { events, strategyId: byId(String(strategyId)), options };
  return behind(name, triggerOf('collective2', 'Collective2', credential, parameters), following);
}

/** A trigger of any venue. */
export function triggerOf(
  venue: string,
  title: string,
  { id, type }: { readonly id: string; readonly type: string },
  parameters: Readonly<Record<string, unknown>>,
): WorkflowNode {
  return {
    id: 'trigger',
    name: `${title} Trigger`,
    type: `n8n-nodes-venuewire.${venue}Trigger`,
    typeVersion: 1,
    position: [0, 0],
    parameters,
    credentials: { [type]: { id, name: type } },
  };
}

export function behind(
  name: string,
  trigger: WorkflowNode,
  following: readonly WorkflowNode[] = [noOperation()],
): NewWorkflow {
  const nodes = [trigger, ...following];
  return { name, nodes, connections: chained(nodes) };
}

/** What a resource locator holds. */
export function byId(value: string): object {
  return { __rl: true, mode: 'id', value };
}

function noOperation(): WorkflowNode {
  return {
    id: 'end',
    name: 'End',
    type: 'n8n-nodes-base.noOp',
    typeVersion: 1,
    position: [220, 0],
    parameters: {},
  };
}

export function code(jsCode: string): WorkflowNode {
  return {
    id: 'code',
    name: 'Code',
    type: 'n8n-nodes-base.code',
    typeVersion: 2,
    position: [220, 0],
    parameters: { jsCode },
  };
}

/** The Collective2 action, behind a trigger that a person starts. */
export function reading(
  name: string,
  credentialId: string,
  parameters: Readonly<Record<string, unknown>>,
): NewWorkflow {
  const nodes: WorkflowNode[] = [
    {
      id: 'start',
      name: 'Start',
      type: 'n8n-nodes-base.manualTrigger',
      typeVersion: 1,
      position: [0, 0],
      parameters: {},
    },
    {
      id: 'read',
      name: 'Collective2',
      type: 'n8n-nodes-venuewire.collective2',
      typeVersion: 1,
      position: [220, 0],
      parameters,
      credentials: { collective2Api: { id: credentialId, name: 'Collective2' } },
    },
  ];
  return { name, nodes, connections: chained(nodes) };
}

function chained(nodes: readonly WorkflowNode[]): Record<string, unknown> {
  const links = nodes.slice(1).map((node, index) => {
    const from = nodes[index]?.name ?? '';
    return [from, { main: [[{ node: node.name, type: 'main', index: 0 }]] }] as const;
  });
  return Object.fromEntries(links);
}
