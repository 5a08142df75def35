import {
  ClosedError,
  ConfigError,
  TimeoutError,
  type Channel,
  type Client,
  type Item,
  type Scheduler,
} from '@venuewire/core';

import { endpointName } from './channels.ts';

const venue = 'rocketfi';

/** What the venue says to what is sent beside subscriptions. */
export type SocketAnswer =
  | { readonly type: 'result'; readonly signature: string; readonly response: unknown }
  | { readonly type: 'registered'; readonly signature: string; readonly deferredNonce: string }
  | { readonly type: 'cleared' };

/** What became of a text that must not be sent twice. */
export type Exchanged =
  /** It never left. */
  | { readonly type: 'notSent'; readonly error: unknown }
  | { readonly type: 'answered'; readonly answer: SocketAnswer }
  /** It may have left, and nobody will say what came of it. */
  | { readonly type: 'unknown'; readonly error: unknown };

export interface Patience {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait for an answer. */
  readonly within: number;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Nothing is asked for: the answers come to whoever has sent something. Nor can they be had a second time. */
const channel: Channel<object, SocketAnswer> = {
  name: 'Transactions',
  endpoint: endpointName,
  private: true,
  topic: () => 'all',
  apply: { mode: 'append' },
  recovery: { mode: 'none' },
  cadence: 'none',
  policy: 'hold',
};

/**
 * The client's one connection, for transactions. It is opened when it is first needed and read until the client is closed.
 * What is under way when it breaks is unknown at once: the venue answers on the connection that asked, and never again.
 */
export class TransactionSocket {
  readonly #client: Client;
  readonly #scheduler: Scheduler;
  readonly #waiting = new Set<Waiter>();
  /** By the answer that each waits for. */
  readonly #underWay = new Map<string, (exchanged: Exchanged) => void>();
  #isReading = false;
  /** Aborts when the connection is gone; nothing while there is none. */
  #connection: AbortController | undefined;
  /** Of which something is registered that the venue executes when the connection is gone. */
  #guarded: AbortController | undefined;
  /** Why there is none. */
  #cause: unknown;

  constructor(client: Client, scheduler: Scheduler) {
    this.#client = client;
    this.#scheduler = scheduler;
  }

  /** Aborts when the present connection is gone; undefined while there is none. */
  get connection(): AbortSignal | undefined {
    return this.#connection?.signal;
  }

  /**
   * Begins to wait for a connection, which is dialled if there is none. What it answers resolves when there is one, also if
   * that is later, and rejects when `within` milliseconds have passed since.
   */
  patience(within: number): (signal: AbortSignal | undefined) => Promise<void> {
    const until = this.#scheduler.now() + within;
    this.#start();
    return (signal) => this.#ready(until, within, signal);
  }

  /** Sends at once or not at all. Never rejects. */
  submit(text: string, signature: string, patience: Patience): Promise<Exchanged> {
    return this.#exchange(nameOf('result', signature), `{"SubmitTransaction":${text}}`, patience);
  }

  /** The same for what the venue is to execute when the connection is gone. */
  async register(text: string, signature: string, patience: Patience): Promise<Exchanged> {
    const connection = this.#connection;
    if (connection && this.#guarded === connection) {
      const message =
        'Something is registered on this connection already, and what a second one does to it is unknown: clear it first.';
      return { type: 'notSent', error: new ConfigError(message, { venue }) };
    }
    const message = `{"RegisterExecuteOnDisconnect":${text}}`;
    const exchanging = this.#exchange(nameOf('registered', signature), message, patience);
    this.#guarded = connection;
    const exchanged = await exchanging;
    if (exchanged.type === 'notSent' && this.#guarded === connection) this.#guarded = undefined;
    return exchanged;
  }

  /** Takes back what is registered on the connection. */
  async clear(patience: Patience): Promise<Exchanged> {
    const connection = this.#connection;
    const exchanged = await this.#exchange('cleared', '"ClearExecuteOnDisconnect"', patience);
    if (exchanged.type === 'answered' && this.#guarded === connection) this.#guarded = undefined;
    return exchanged;
  }

  /** @throws TimeoutError, ClosedError, the reason of the signal */
  async #ready(until: number, within: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#connection) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { resolve, reject };
    this.#waiting.add(waiter);
    const cancel = this.#scheduler.after(Math.max(0, until - this.#scheduler.now()), () => {
      const message = `There was no connection within ${within} ms: nothing was sent.`;
      reject(new TimeoutError(message, { venue, deadline: 'ready', cause: this.#cause }));
    });
    const abort = (): void => reject(signal?.reason);
    signal?.addEventListener('abort', abort);
    // It may be over since.
    this.#start();
    try {
      await promise;
    } finally {
      cancel();
      signal?.removeEventListener('abort', abort);
      this.#waiting.delete(waiter);
    }
  }

  async #exchange(awaited: string, text: string, { signal, within }: Patience): Promise<Exchanged> {
    if (signal?.aborted) return { type: 'notSent', error: signal.reason };
    if (this.#underWay.has(awaited)) {
      const error = new ConfigError('It is under way already.', { venue });
      return { type: 'notSent', error };
    }
    if (!this.#connection || !this.#client.send(channel, {}, text)) {
      const error = new ClosedError('There is no connection now: nothing was sent.', { venue });
      return { type: 'notSent', error };
    }
    const { promise, resolve } = Promise.withResolvers<Exchanged>();
    this.#underWay.set(awaited, resolve);
    const cancel = this.#scheduler.after(within, () => {
      const message = `The venue did not answer within ${within} ms.`;
      const error = new TimeoutError(message, { venue, deadline: 'request' });
      resolve({ type: 'unknown', error });
    });
    const abort = (): void => resolve({ type: 'unknown', error: signal?.reason });
    signal?.addEventListener('abort', abort);
    const exchanged = await promise;
    cancel();
    signal?.removeEventListener('abort', abort);
    this.#underWay.delete(awaited);
    return exchanged;
  }

  #start(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    void this.#read();
  }

  async #read(): Promise<void> {
    let error: unknown = new ClosedError('The client is closed.', { venue, retryable: false });
    try {
      for await (const item of this.#client.subscribe(channel, {})) this.#take(item);
    } catch (cause) {
      error = cause;
    }
    this.#isReading = false;
    this.#lose(error);
    for (const { reject } of this.#waiting) reject(error);
  }

  #take(item: Item<SocketAnswer>): void {
    if (item.type === 'data') this.#answered(item.data);
    else if (item.type === 'gap') {
      // What could not be read may have been anything: the answer may still come.
      if (item.reason !== 'invalid-frame') this.#lose(item.cause);
    } else if (item.status === 'live') this.#open();
    else this.#lose(item.cause);
  }

  #answered(answer: SocketAnswer): void {
    const awaited = answer.type === 'cleared' ? 'cleared' : nameOf(answer.type, answer.signature);
    // One that nobody waits for is too late: it was told to be unknown.
    this.#underWay.get(awaited)?.({ type: 'answered', answer });
  }

  #open(): void {
    this.#connection ??= new AbortController();
    for (const { resolve } of this.#waiting) resolve();
  }

  #lose(cause: unknown): void {
    this.#cause = cause ?? this.#cause;
    const connection = this.#connection;
    if (!connection) return;
    this.#connection = undefined;
    const message = 'The connection was lost, and with it the answer.';
    const error = new ClosedError(message, { venue, cause });
    for (const settle of this.#underWay.values()) settle({ type: 'unknown', error });
    connection.abort(error);
  }
}

/** Servers write hex in a letter case of their own. */
function nameOf(type: 'result' | 'registered', signature: string): string {
  return `${type} ${signature.toLowerCase()}`;
}
