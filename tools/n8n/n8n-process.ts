import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

import { environment } from './installation.ts';

const startsWithin = 180_000;

/** Everything that would leave this machine is off, and everything that is not needed here. */
const settings = {
  N8N_HOST: '127.0.0.1',
  N8N_LISTEN_ADDRESS: '127.0.0.1',
  // Cookies over http.
  N8N_SECURE_COOKIE: 'false',
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
  N8N_TEMPLATES_ENABLED: 'false',
  N8N_HIRING_BANNER_ENABLED: 'false',
  N8N_PERSONALIZATION_ENABLED: 'false',
  N8N_DYNAMIC_BANNERS_ENABLED: 'false',
  N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
  N8N_AI_ENABLED: 'false',
  EXTERNAL_FRONTEND_HOOKS_URLS: '',
  N8N_COMMUNITY_PACKAGES_ENABLED: 'true',
  N8N_VERIFIED_PACKAGES_ENABLED: 'false',
  N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
  N8N_REINSTALL_MISSING_PACKAGES: 'false',
  N8N_RUNNERS_MODE: 'internal',
  N8N_RUNNERS_BROKER_LISTEN_ADDRESS: '127.0.0.1',
  N8N_PYTHON_ENABLED: 'false',
  N8N_ENCRYPTION_KEY: 'venuewire',
  N8N_LOG_LEVEL: 'info',
  N8N_DISABLED_MODULES:
    'mcp-registry,mcp,agents,instance-ai,chat-hub,workflow-builder,insights,breaking-changes,quick-connect,sso-oidc,sso-saml,ldap,external-secrets,provisioning,log-streaming,instance-version-history,otel',
};

/** One n8n, with a home that outlives its processes. */
export class N8nProcess {
  readonly home: string;
  readonly port: number;
  readonly #bin: string;
  readonly #brokerPort: number;
  #child: ChildProcess | undefined;

  private constructor(bin: string, home: string, ports: readonly [number, number]) {
    this.#bin = bin;
    this.home = home;
    [this.port, this.#brokerPort] = ports;
  }

  static async create(bin: string, home: string, port?: number): Promise<N8nProcess> {
    return new N8nProcess(bin, home, [port ?? (await freePort()), await freePort()]);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Where it writes what it has to say. */
  get log(): string {
    return join(this.home, 'n8n.log');
  }

  async start(): Promise<void> {
    const log = openSync(this.log, 'a');
    const child = spawn(process.execPath, [this.#bin, 'start'], {
      cwd: this.home,
      env: {
        ...environment,
        ...settings,
        N8N_USER_FOLDER: this.home,
        N8N_PORT: String(this.port),
        N8N_RUNNERS_BROKER_PORT: String(this.#brokerPort),
      },
      stdio: ['ignore', log, log],
    });
    this.#child = child;
    const deadline = Date.now() + startsWithin;
    while (!(await this.#isReady())) {
      if (child.exitCode !== null) throw new Error(`n8n ended while it started: see ${this.log}.`);
      if (Date.now() > deadline) throw new Error(`n8n does not start: see ${this.log}.`);
      await delay(200);
    }
  }

  /** SIGTERM is an orderly end, SIGKILL is none. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const isEnded = await Promise.race([ended, delay(20_000, false, { ref: false })]);
    if (isEnded !== false) return;
    child.kill('SIGKILL');
    await ended;
  }

  async #isReady(): Promise<boolean> {
    try {
      const { ok } = await fetch(`${this.url}/healthz/readiness`);
      // What it answers before its editor is there is no answer yet.
      return ok && (await fetch(`${this.url}/rest/settings`)).ok;
    } catch {
      return false;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
