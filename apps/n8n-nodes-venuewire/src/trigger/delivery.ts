import type { IRun, ITriggerFunctions } from 'n8n-workflow';

import type { Output } from './output.ts';

export interface DeliveryOptions {
  /** One execution after the other. */
  readonly isSerial: boolean;
  /** Nothing is handed over after it. */
  readonly closing: AbortSignal;
}

/** Hands events to n8n, in order. */
export class Delivery {
  readonly #context: ITriggerFunctions;
  readonly #options: DeliveryOptions;
  #turn: Promise<void> = Promise.resolve();

  constructor(context: ITriggerFunctions, options: DeliveryOptions) {
    this.#context = context;
    this.#options = options;
  }

  /**
   * `before` runs right before, and only if it is handed over. Settles when the next one may come; never rejects.
   * Answers whether its execution is known to be over.
   */
  deliver(output: Output, key: string | undefined, before?: () => void): Promise<boolean> {
    const run = (): Promise<boolean> => this.#handOver(output, key, before);
    const handed = this.#options.isSerial ? this.#turn.then(run) : run();
    this.#turn = handed.then(() => undefined);
    return handed;
  }

  async #handOver(
    output: Output,
    key: string | undefined,
    before: (() => void) | undefined,
  ): Promise<boolean> {
    const { isSerial, closing } = this.#options;
    if (closing.aborted) return false;
    const context = this.#context;
    const done = isSerial ? context.helpers.createDeferredPromise<IRun>() : undefined;
    try {
      before?.();
      // As a property, because a manual execution replaces it after the trigger has returned.
      context.emit([context.helpers.returnJsonArray([output])], undefined, done, key);
    } catch (error) {
      context.logger.error(`${output.venue}: n8n did not take the event ${output.id}.`, {
        error: error instanceof Error ? error.message : String(error),
      });
      return false;
    }
    if (!done) return false;
    return untilAborted(done.promise.then(isOver, isOver), closing);
  }
}

/** n8n rejects, too, for an execution that was over before it could be asked about. */
function isOver(): boolean {
  return true;
}

/** Leaves nothing on the signal, which lives as long as the trigger. */
async function untilAborted(ended: Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  const over = new AbortController();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  signal.addEventListener('abort', () => resolve(false), { once: true, signal: over.signal });
  try {
    return await Promise.race([ended, promise]);
  } finally {
    over.abort();
  }
}
