import { setTimeout as delay } from 'node:timers/promises';

import { titles, type CredentialType } from './credential-types.ts';

export const owner = {
  email: 'owner@venuewire.example',
  password: 'Venuewire-2026',
} as const;

export interface Credential {
  readonly type: CredentialType;
  readonly data: Readonly<Record<string, string>>;
}

export interface WorkflowNode {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly typeVersion: number;
  readonly position: readonly [number, number];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly credentials?: Readonly<Record<string, { readonly id: string; readonly name: string }>>;
}

export interface NewWorkflow {
  readonly name: string;
  readonly nodes: readonly WorkflowNode[];
  readonly connections: Readonly<Record<string, unknown>>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface SavedWorkflow extends NewWorkflow {
  readonly id: string;
  readonly versionId: string;
}

export interface Execution {
  readonly id: string;
  readonly status: string;
  readonly mode: string;
  readonly startedAt: string;
  readonly stoppedAt: string | null;
  /** What its trigger put out. */
  readonly output: Readonly<Record<string, unknown>>;
}

/** What a person does in n8n's editor, through the same requests. */
export class N8nApi {
  readonly #url: string;
  #cookie = '';
  #apiKey = '';

  constructor(url: string) {
    this.#url = url;
  }

  get cookie(): string {
    return this.#cookie;
  }

  get url(): string {
    return this.#url;
  }

  async setUpOwner(): Promise<void> {
    const names = { firstName: 'Venue', lastName: 'Wire' };
    await this.#request('POST', '/rest/owner/setup', { ...owner, ...names });
    await this.logIn();
  }

  async logIn(): Promise<void> {
    const { email, password } = owner;
    const response = await fetch(`${this.#url}/rest/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'browser-id': 'venuewire' },
      body: JSON.stringify({ emailOrLdapLoginId: email, password }),
    });
    if (!response.ok) throw new Error(`POST /rest/login: ${response.status}`);
    this.#cookie = response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  }

  async createApiKey(): Promise<void> {
    const scopes = ['execution:list', 'execution:read'];
    const { rawApiKey } = await this.#request<{ rawApiKey: string }>('POST', '/rest/api-keys', {
      label: 'venuewire',
      expiresAt: null,
      scopes,
    });
    this.#apiKey = rawApiKey;
  }

  /** Node types, or credential types, that it has loaded. */
  async types(of: 'nodes' | 'credentials'): Promise<string[]> {
    const response = await fetch(`${this.#url}/types/${of}.json`, { headers: this.#headers() });
    const types = (await response.json()) as { name: string }[];
    return types.map(({ name }) => name);
  }

  async createCredential(credential: Credential): Promise<string> {
    const body = { name: titles[credential.type], ...credential };
    const { id } = await this.#request<{ id: string }>('POST', '/rest/credentials', body);
    return id;
  }

  async changeCredential(id: string, credential: Credential): Promise<void> {
    await this.#request('PATCH', `/rest/credentials/${id}`, {
      name: titles[credential.type],
      ...credential,
    });
  }

  async testCredential(
    id: string,
    credential: Credential,
  ): Promise<{ status: string; message: string }> {
    const credentials = { id, name: titles[credential.type], ...credential };
    return this.#request('POST', '/rest/credentials/test', { credentials });
  }

  async createWorkflow(workflow: NewWorkflow): Promise<SavedWorkflow> {
    return this.#request('POST', '/rest/workflows', { settings: {}, ...workflow });
  }

  async changeWorkflow(id: string, change: Partial<NewWorkflow>): Promise<SavedWorkflow> {
    const current = await this.#request<SavedWorkflow>('GET', `/rest/workflows/${id}`);
    const { name, nodes, connections, settings, versionId } = { ...current, ...change };
    const body = { name, nodes, connections, settings, versionId };
    return this.#request('PATCH', `/rest/workflows/${id}`, body);
  }

  async publish({ id, versionId }: SavedWorkflow): Promise<void> {
    await this.#request('POST', `/rest/workflows/${id}/activate`, { versionId });
  }

  async unpublish(id: string): Promise<void> {
    await this.#request('POST', `/rest/workflows/${id}/deactivate`, {});
  }

  async publication(id: string): Promise<{ status: string; message: string }> {
    const answer = await this.#request<{
      status: string;
      triggers?: { errorMessage?: string | null }[];
    }>('GET', `/rest/workflows/${id}/publication-status`);
    const messages = answer.triggers?.map(({ errorMessage }) => errorMessage ?? '') ?? [];
    return { status: answer.status, message: messages.join(' ') };
  }

  /** Why its trigger does not run, in n8n's own words; empty if it runs. */
  async activationError(id: string): Promise<string> {
    const answer: unknown = await this.#request('GET', `/rest/active-workflows/error/${id}`);
    return typeof answer === 'string' ? answer : JSON.stringify(answer ?? '');
  }

  async run(
    workflow: SavedWorkflow,
    trigger: string,
    pushRef: string,
  ): Promise<{ executionId?: string; waitingForWebhook?: boolean }> {
    const body = { workflowData: workflow, startNodes: [], triggerToStartFrom: { name: trigger } };
    return this.#request('POST', `/rest/workflows/${workflow.id}/run`, body, {
      'push-ref': pushRef,
    });
  }

  async stopExecution(id: string): Promise<void> {
    await this.#request('POST', `/rest/executions/${id}/stop`, {});
  }

  /** Oldest first. */
  async executions(workflowId: string): Promise<Execution[]> {
    const found: Execution[] = [];
    let cursor = '';
    do {
      const query = `workflowId=${workflowId}&includeData=true&limit=250&cursor=${cursor}`;
      const response = await fetch(`${this.#url}/api/v1/executions?${query}`, {
        headers: { 'X-N8N-API-KEY': this.#apiKey },
      });
      if (!response.ok) throw new Error(`GET /api/v1/executions: ${response.status}`);
      const page = (await response.json()) as { data: RawExecution[]; nextCursor: string | null };
      found.push(...page.data.map(readExecution));
      cursor = page.nextCursor ?? '';
    } while (cursor);
    return found.toSorted((one, other) => Number(one.id) - Number(other.id));
  }

  /** Waits until it has `count` executions that have ended; what it has then may be more. */
  async executed(workflowId: string, count: number, within = 60_000): Promise<Execution[]> {
    const deadline = Date.now() + within;
    for (;;) {
      const executions = await this.executions(workflowId);
      const ended = executions.filter(({ stoppedAt }) => stoppedAt !== null);
      if (ended.length >= count || Date.now() > deadline) return executions;
      await delay(300);
    }
  }

  #headers(): Record<string, string> {
    return {
      cookie: this.#cookie,
      'browser-id': 'venuewire',
      'content-type': 'application/json',
      origin: this.#url,
    };
  }

  async #request<Answer>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { ...this.#headers(), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    const answer = (text ? JSON.parse(text) : {}) as { data?: Answer };
    return (answer.data ?? answer) as Answer;
  }
}

interface RawExecution {
  readonly id: string | number;
  readonly status: string;
  readonly mode: string;
  readonly startedAt: string;
  readonly stoppedAt: string | null;
  readonly data?: {
    readonly resultData?: {
      readonly runData?: Record<
        string,
        readonly { readonly data?: { readonly main?: readonly (readonly { json: object }[])[] } }[]
      >;
    };
  };
}

function readExecution(raw: RawExecution): Execution {
  const { id, status, mode, startedAt, stoppedAt } = raw;
  const [first] = Object.values(raw.data?.resultData?.runData ?? {});
  const json = first?.[0]?.data?.main?.[0]?.[0]?.json ?? {};
  return { id: String(id), status, mode, startedAt, stoppedAt, output: { ...json } };
}
