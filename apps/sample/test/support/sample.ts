import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The sample as `npm start` runs it. */
export class Sample implements AsyncDisposable {
  output = '';
  errors = '';
  readonly #child;
  readonly #closed: Promise<unknown[]>;

  constructor(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const node = ['--conditions=@venuewire/source', program, ...args];
    this.#child = spawn(process.execPath, node, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...withoutOurs(process.env), ...environment },
    });
    this.#child.stdout.on('data', (data) => (this.output += String(data)));
    this.#child.stderr.on('data', (data) => (this.errors += String(data)));
    this.#closed = once(this.#child, 'close');
  }

  get lines(): string[] {
    return this.output.split('\n').filter(Boolean);
  }

  /** Throws when the program ends before it has written that. */
  async until(text: string | RegExp): Promise<void> {
    let isOver = false;
    void this.#closed.then(() => (isOver = true));
    while (this.output.search(text) < 0) {
      if (isOver)
        throw new Error(`It ended without ${String(text)}:\n${this.output}${this.errors}`);
      await Promise.race([once(this.#child.stdout, 'data'), this.#closed]);
    }
  }

  kill(signal: 'SIGINT' | 'SIGTERM'): void {
    this.#child.kill(signal);
  }

  /** Reads no more, as `head` does when it has enough. */
  closeOutput(): void {
    this.#child.stdout.destroy();
  }

  /** The exit code and the signal that it died of, if any. */
  async ended(): Promise<[code: number | null, signal: string | null]> {
    const [code, signal] = await this.#closed;
    return [code as number | null, signal as string | null];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }
}

/** A task runner may force colours upon all that it starts. */
function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(environment).filter(
    ([name]) => !/^(?:C2|OUTPOLL|ROCKETFI)_|^FORCE_COLOR$/.test(name),
  );
  return Object.fromEntries(others);
}
