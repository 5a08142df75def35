import { ExecuteContext, LoadOptionsContext } from 'n8n-core';
import {
  createRunExecutionData,
  type ICredentialDataDecryptedObject,
  type IExecuteFunctions,
  type ILoadOptionsFunctions,
  type INodeExecutionData,
  type INodeListSearchResult,
  type INodeParameters,
  type INodeType,
} from 'n8n-workflow';

import { additionalDataOf, nodeOf, workflowOf } from './parts.ts';

interface Setting {
  readonly nodeType: INodeType;
  readonly credential: ICredentialDataDecryptedObject;
}

export interface ActionOptions {
  readonly items?: number;
  readonly continueOnFail?: boolean;
}

/** Executes an action node in n8n-core's own context. */
export async function runAction(
  { nodeType, credential }: Setting,
  parameters: INodeParameters,
  { items = 1, continueOnFail = false }: ActionOptions = {},
): Promise<INodeExecutionData[]> {
  const node = { ...nodeOf(nodeType, parameters), continueOnFail };
  const workflow = workflowOf(nodeType, node, { id: 'workflow' });
  const input = Array.from({ length: items }, () => ({ json: {} }));
  const inputData = { main: [input] };
  const context = new ExecuteContext(
    workflow,
    node,
    additionalDataOf(new Map([['credential', credential]])),
    'manual',
    createRunExecutionData(),
    0,
    input,
    inputData,
    { node, data: inputData, source: null },
    [],
  );
  await workflow.expression.acquireIsolate();
  try {
    const answer = await nodeType.execute?.call(context as unknown as IExecuteFunctions);
    if (!Array.isArray(answer)) throw new Error('The node did not answer.');
    return answer[0] ?? [];
  } finally {
    await workflow.expression.releaseIsolate();
  }
}

/** What a list in the editor would show. */
export async function search(
  { nodeType, credential }: Setting,
  method: string,
  filter?: string,
  parameters: INodeParameters = {},
): Promise<INodeListSearchResult> {
  const node = nodeOf(nodeType, parameters);
  const workflow = workflowOf(nodeType, node, { id: 'workflow' });
  const additionalData = {
    ...additionalDataOf(new Map([['credential', credential]])),
    currentNodeParameters: parameters,
  };
  const context = new LoadOptionsContext(workflow, node, additionalData, '');
  const find = nodeType.methods?.listSearch?.[method];
  if (!find) throw new Error(`The node has no list ${method}.`);
  return find.call(context as unknown as ILoadOptionsFunctions, filter);
}
