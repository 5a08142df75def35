import type { SimulatorClock } from './clock.ts';

/**
 * One step of a scenario: once, `after` milliseconds from the step before it; or `every` so many
 * milliseconds, `times` times (for ever where it is absent, so only the last step can be without).
 * Steps wait for time only: a promise that `do` returns is awaited by the end of the play, not by
 * the next step.
 */
export type ScenarioStep<Venue> =
  | { readonly after: number; readonly do: (venue: Venue) => unknown }
  | {
      readonly every: number;
      readonly times?: number;
      readonly do: (venue: Venue) => unknown;
    };

/**
 * Plays the steps one after another on the clock.
 *
 * The promise resolves when all is done, or when the signal stops the play: being stopped is not a
 * failure. It rejects, and the play stops, with what a step throws.
 */
export function playScenario<Venue>(
  clock: SimulatorClock,
  venue: Venue,
  scenario: readonly ScenarioStep<Venue>[],
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const outcomes: unknown[] = [];
    let cancelTimer: (() => void) | undefined;
    const stop = (): void => {
      cancelTimer?.();
      signal.removeEventListener('abort', stop);
      Promise.all(outcomes).then(() => resolve(), reject);
    };
    const next = (index: number, done: number): void => {
      const step = scenario[index];
      if (step === undefined || signal.aborted) return stop();
      const [wait, times] =
        'after' in step ? [step.after, 1] : [step.every, step.times ?? Infinity];
      if (done >= times) return next(index + 1, 0);
      cancelTimer = clock.setTimer(wait, () => {
        try {
          const outcome = step.do(venue);
          if (outcome instanceof Promise) outcomes.push(outcome.catch(fail));
        } catch (error) {
          return fail(error);
        }
        next(index, done + 1);
      });
    };
    const fail = (error: unknown): void => {
      cancelTimer?.();
      signal.removeEventListener('abort', stop);
      reject(error);
    };
    signal.addEventListener('abort', stop);
    next(0, 0);
  });
}
