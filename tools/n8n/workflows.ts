import type { NewWorkflow, WorkflowNode } from './n8n-api.ts';

export const strategyId = 12345678;

const triggerName = 'Collective2 Trigger';

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
  const trigger: WorkflowNode = {
    id: 'trigger',
    name: triggerName,
    type: 'n8n-nodes-venuewire.collective2Trigger',
    typeVersion: 1,
    position: [0, 0],
    parameters: {
      events,
      strategyId: { __rl: true, mode: 'id', value: String(strategyId) },
      options,
    },
    credentials: { collective2Api: { id: credentialId, name: 'Collective2' } },
  };
  const nodes = [trigger, ...following];
  return { name, nodes, connections: chained(nodes) };
}

export function noOperation(): WorkflowNode {
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
