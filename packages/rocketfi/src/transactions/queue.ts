/** Lets in one at a time, in the order of their coming. */
export class Queue {
  #last: Promise<void> = Promise.resolve();

  /** Resolves with what lets the next one in. @throws the reason of the signal */
  async enter(signal: AbortSignal | undefined): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    try {
      await unlessAborted(before, signal);
    } catch (error) {
      // Whoever comes behind still waits for those before.
      void before.then(resolve);
      throw error;
    }
    return resolve;
  }
}

/** What the promise resolves with, or the reason of the signal as soon as that is aborted. */
export async function unlessAborted<Result>(
  promise: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (!signal) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
