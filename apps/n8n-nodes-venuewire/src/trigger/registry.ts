import { Ledger } from './ledger.ts';

interface Closable {
  close(): Promise<void>;
}

/** A fatal error, and of what: another key or another parameter deserves a new attempt. */
interface Failure {
  readonly setting: string;
  readonly error: unknown;
  /** Epoch milliseconds. */
  readonly at: number;
}

const failsAgainWithin = 20_000;

/** How many nodes are remembered that are not registered any more. */
const remembered = 1000;

/**
 * The triggers of this process, by workflow and node. n8n can register a node a second time while the first registration
 * lives on; then every event would start two executions, until n8n is restarted.
 */
export class Registry {
  readonly #live = new Map<string, Closable>();
  readonly #ledgers = new Map<string, Ledger>();
  readonly #failures = new Map<string, Failure>();

  /** Takes the place of an earlier registration, which is closed. */
  async enter(node: string, trigger: Closable): Promise<void> {
    const previous = this.#live.get(node);
    this.#live.set(node, trigger);
    await previous?.close();
  }

  leave(node: string, trigger: Closable): void {
    if (this.#live.get(node) === trigger) this.#live.delete(node);
  }

  get size(): number {
    return this.#live.size;
  }

  ledger(node: string): Ledger {
    const ledger = this.#ledgers.get(node) ?? new Ledger(Date.now);
    // The latest stand last.
    this.#ledgers.delete(node);
    this.#ledgers.set(node, ledger);
    for (const key of this.#ledgers.keys()) {
      if (this.#ledgers.size <= remembered) break;
      if (!this.#live.has(key)) this.#ledgers.delete(key);
    }
    return ledger;
  }

  /** n8n registers a node again when it has failed, and again, for as long as that succeeds: it must not. */
  hasFailed(node: string): boolean {
    return this.#failures.has(node);
  }

  /** What has just failed, and would again: n8n tries for some 20 s, and the venue need not be asked each time. */
  recentFailure(node: string, setting: string): Failure | undefined {
    const failure = this.#failures.get(node);
    const isRecent = failure && Date.now() - failure.at < failsAgainWithin;
    return isRecent && failure.setting === setting ? failure : undefined;
  }

  fail(node: string, setting: string, error: unknown): void {
    this.#failures.set(node, { setting, error, at: Date.now() });
  }

  recover(node: string): void {
    this.#failures.delete(node);
  }
}
