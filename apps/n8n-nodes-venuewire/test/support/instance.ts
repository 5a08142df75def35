import { ActiveWorkflowTriggers, TriggerContext, TriggersAndPollers } from 'n8n-core';
import {
  type Workflow,
  type ICredentialDataDecryptedObject,
  type IDataObject,
  type INode,
  type INodeParameters,
  type INodeType,
  type IRun,
  type ITriggerFunctions,
  type IWorkflowExecuteAdditionalData,
  type WorkflowActivateMode,
} from 'n8n-workflow';

import type { Output } from '../../src/trigger/output.ts';
import { additionalDataOf, nodeOf, workflowOf } from './parts.ts';

/** What of an n8n outlives its process. */
export class Database {
  readonly credentials = new Map<string, ICredentialDataDecryptedObject>();
  readonly staticData = new Map<string, IDataObject>();
  readonly executions: Execution[] = [];

  get events(): Output[] {
    return this.executions.map(({ output }) => output);
  }

  signals(): Output[] {
    return this.events.filter(({ event }) => event === 'signal');
  }

  statuses(): unknown[] {
    return this.events.filter(({ event }) => event === 'status').map(({ data }) => data['status']);
  }
}

export interface Execution {
  readonly workflowId: string;
  readonly output: Output;
  readonly deduplicationKey: string | undefined;
  /** Ends it, where executions are asked to wait. */
  readonly end: () => void;
}

export interface WorkflowOptions {
  readonly id?: string;
  readonly parameters?: INodeParameters;
  readonly credentialId?: string;
}

type Emit = ITriggerFunctions['emit'];

/**
 * A process of n8n with published workflows: the real `ActiveWorkflowTriggers`, `TriggerContext` and `Workflow` of n8n-core,
 * on a database that is an object. What n8n's own command adds, the end-to-end suite shows.
 */
export class Instance {
  readonly errors: Error[] = [];
  /** Events that n8n took for executions that it has had. */
  readonly duplicates: string[] = [];
  /** Executions end only when they are told to. */
  isHolding = false;
  /** The process dies right after it has saved static data, and before the execution has begun. */
  isDyingAtNextEvent = false;
  #isDead = false;
  readonly #database: Database;
  readonly #nodeType: INodeType;
  readonly #triggers: ActiveWorkflowTriggers;
  readonly #runner = new TriggersAndPollers();

  constructor(database: Database, nodeType: INodeType) {
    this.#database = database;
    this.#nodeType = nodeType;
    const logger = this.#logger();
    // It schedules nothing here, and its own would make a folder in the user's home.
    const scheduledTasks = {
      deregisterGroup: () => false,
      deregisterTarget: () => undefined,
      hasGroup: () => false,
      hasTarget: () => false,
      getTargetIds: () => [],
    };
    const parts = [logger, scheduledTasks, this.#runner, { error: () => undefined }, {}];
    this.#triggers = new ActiveWorkflowTriggers(
      ...(parts as unknown as ConstructorParameters<typeof ActiveWorkflowTriggers>),
    );
  }

  /** As n8n does when a workflow is published, or when it starts. */
  async publish(
    options: WorkflowOptions = {},
    activation: WorkflowActivateMode = 'activate',
  ): Promise<void> {
    const { id = 'workflow', credentialId = 'credential' } = options;
    const node = nodeOf(this.#nodeType, options.parameters ?? {}, credentialId);
    const workflow = workflowOf(this.#nodeType, node, {
      id,
      staticData: this.#database.staticData.get(id),
    });
    await workflow.expression.acquireIsolate();
    try {
      await this.#triggers.addAllTriggers(
        id,
        workflow,
        additionalDataOf(this.#database.credentials),
        'trigger',
        activation,
        (_workflow, one, additionalData, mode, mode2) =>
          this.#context(workflow, one, additionalData, mode, mode2),
        () => {
          throw new Error('The node is no poller.');
        },
      );
    } finally {
      await workflow.expression.releaseIsolate();
    }
    this.#save(workflow);
  }

  /** A second registration beside the first, as n8n's recovery and its reconciler do between them. */
  async registerAgain(options: WorkflowOptions = {}): Promise<() => Promise<void>> {
    const { id = 'workflow', credentialId = 'credential' } = options;
    const node = nodeOf(this.#nodeType, options.parameters ?? {}, credentialId);
    const workflow = workflowOf(this.#nodeType, node, {
      id,
      staticData: this.#database.staticData.get(id),
    });
    await workflow.expression.acquireIsolate();
    const response = await this.#runner.runTriggerFunction(
      workflow,
      node,
      (_workflow, one, additionalData, mode, activation) =>
        this.#context(workflow, one, additionalData, mode, activation),
      additionalDataOf(this.#database.credentials),
      'trigger',
      'update',
    );
    await workflow.expression.releaseIsolate();
    return async () => response?.closeFunction?.();
  }

  async unpublish(id = 'workflow'): Promise<void> {
    await this.#triggers.remove(id);
  }

  /** SIGKILL: its sockets are gone, and nothing of it reaches the database any more. */
  async kill(): Promise<void> {
    this.#isDead = true;
    await this.stop();
  }

  /** SIGTERM. */
  async stop(): Promise<void> {
    await Promise.all(this.#triggers.allActiveWorkflows().map((id) => this.unpublish(id)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** "Execute step" in the editor. */
  async test(options: WorkflowOptions = {}): Promise<ManualTest> {
    const { id = 'workflow', credentialId = 'credential' } = options;
    const node = nodeOf(this.#nodeType, options.parameters ?? {}, credentialId);
    const workflow = workflowOf(this.#nodeType, node, {
      id,
      staticData: this.#database.staticData.get(id),
    });
    await workflow.expression.acquireIsolate();
    const response = await this.#runner.runTriggerFunction(
      workflow,
      node,
      (_workflow, one, additionalData, mode, activation) =>
        asFunctions(new TriggerContext(workflow, one, additionalData, mode, activation)),
      additionalDataOf(this.#database.credentials),
      'manual',
      'manual',
    );
    await workflow.expression.releaseIsolate();
    const answer = async (): Promise<Output> => {
      await response?.manualTriggerFunction?.();
      const data = await response?.manualTriggerResponse;
      return data?.[0]?.[0]?.json as Output;
    };
    const output = answer();
    // A test that is stopped has nobody who waits for it.
    output.catch(() => undefined);
    return { output, stop: async () => response?.closeFunction?.() };
  }

  /** A Code node that writes into the static data of its workflow, as its execution ends. */
  overwriteStaticData(change: (data: IDataObject) => IDataObject, id = 'workflow'): void {
    const copy = structuredClone(this.#database.staticData.get(id) ?? {});
    this.#database.staticData.set(id, change(copy));
  }

  #context(
    workflow: Workflow,
    node: INode,
    additionalData: IWorkflowExecuteAdditionalData,
    mode: ConstructorParameters<typeof TriggerContext>[3],
    activation: WorkflowActivateMode,
  ): ITriggerFunctions {
    const emit: Emit = (data, _response, done, deduplicationKey) => {
      if (this.#isDead) return;
      // In this order, and neither is waited for.
      this.#save(workflow);
      this.#isDead = this.isDyingAtNextEvent;
      if (this.#isDead) return;
      const output = data[0]?.[0]?.json as Output;
      void this.#execute(workflow.id, output, deduplicationKey).then(
        (run) => done?.resolve(run as IRun),
        (error: Error) => done?.reject(error),
      );
    };
    const emitError = (error: Error): void => {
      this.errors.push(error);
    };
    return asFunctions(
      new TriggerContext(workflow, node, additionalData, mode, activation, emit, emitError),
    );
  }

  async #execute(
    workflowId: string,
    output: Output,
    deduplicationKey: string | undefined,
  ): Promise<IRun | undefined> {
    await Promise.resolve();
    const { executions } = this.#database;
    if (executions.some((execution) => execution.deduplicationKey === deduplicationKey)) {
      this.duplicates.push(output.id);
      return undefined;
    }
    const ended = Promise.withResolvers<IRun | undefined>();
    const end = (): void => ended.resolve(undefined);
    executions.push({ workflowId, output, deduplicationKey, end });
    if (!this.isHolding) end();
    return ended.promise;
  }

  #save(workflow: Workflow): void {
    const { __dataChanged: isChanged, ...data } = workflow.staticData;
    if (isChanged !== true) return;
    this.#database.staticData.set(workflow.id, JSON.parse(JSON.stringify(data)) as IDataObject);
    workflow.staticData['__dataChanged'] = false;
  }

  #logger(): object {
    const logger = {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: () => undefined,
      scoped: () => logger,
    };
    return logger;
  }
}

export interface ManualTest {
  readonly output: Promise<Output>;
  stop(): Promise<void>;
}

/** n8n's own class and interface differ in whether a workflow has a name. */
function asFunctions(context: TriggerContext): ITriggerFunctions {
  return context as unknown as ITriggerFunctions;
}
