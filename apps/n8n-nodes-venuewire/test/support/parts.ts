import {
  Workflow,
  type ICredentialDataDecryptedObject,
  type IDataObject,
  type IHttpRequestOptions,
  type INode,
  type INodeParameters,
  type INodeType,
  type INodeTypes,
  type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

/** A workflow of one node. */
export function workflowOf(
  nodeType: INodeType,
  node: INode,
  { id, staticData = {} }: { id: string; staticData?: IDataObject | undefined },
): Workflow {
  const nodeTypes: INodeTypes = {
    getByName: () => nodeType,
    getByNameAndVersion: () => nodeType,
    getKnownTypes: () => ({}),
  };
  return new Workflow({
    id,
    name: id,
    nodes: [node],
    connections: {},
    active: true,
    nodeTypes,
    staticData: structuredClone(staticData),
    settings: {},
  });
}

export function nodeOf(
  { description }: INodeType,
  parameters: INodeParameters,
  credentialId = 'credential',
): INode {
  const { name, displayName, credentials } = description;
  const [credential] = credentials ?? [];
  if (!credential) throw new Error('The node has no credential.');
  return {
    id: 'node',
    name: displayName,
    type: `n8n-nodes-venuewire.${name}`,
    typeVersion: 1,
    position: [0, 0],
    parameters,
    credentials: { [credential.name]: { id: credentialId, name: 'Key' } },
  };
}

/** What n8n's command gives to its engine: here, credentials out of a map. */
export function additionalDataOf(
  credentials: ReadonlyMap<string, ICredentialDataDecryptedObject>,
): IWorkflowExecuteAdditionalData {
  const credentialsHelper = {
    getDecrypted: (_additionalData: unknown, { id }: { id: string }) => {
      const credential = credentials.get(id);
      if (!credential) return Promise.reject(new Error('The credential does not exist.'));
      return Promise.resolve(structuredClone(credential));
    },
    isCredentialUsableByNode: () => true,
    getParentTypes: () => [],
    preAuthentication: () => Promise.resolve(),
    // The expressions of `authenticate` are n8n's to resolve; the end-to-end suite shows that it does.
    authenticate: (
      { apiKey }: ICredentialDataDecryptedObject,
      _type: string,
      options: IHttpRequestOptions,
    ) => ({
      ...options,
      headers: {
        ...options.headers,
        Authorization: `Bearer ${typeof apiKey === 'string' ? apiKey : ''}`,
      },
    }),
  };
  const hooks = { addHandler: () => undefined };
  const addresses = {
    webhookWaitingBaseUrl: 'http://127.0.0.1/waiting',
    formWaitingBaseUrl: 'http://127.0.0.1/form',
  };
  return { credentialsHelper, hooks, ...addresses } as unknown as IWorkflowExecuteAdditionalData;
}
