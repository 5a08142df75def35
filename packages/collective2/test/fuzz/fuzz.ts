import { fuzzEngine } from './direct.ts';
import { withoutStrays } from './feed.ts';
import { Random } from './random.ts';
import { fuzzSockets } from './sockets.ts';

export interface FuzzOptions {
  readonly frames: number;
  /** Fixes every frame. */
  readonly seed: number;
}

export interface FuzzReport extends FuzzOptions {
  /** How many of the frames went over real sockets; the rest were put straight into the engine. */
  readonly overSockets: number;
  readonly invalid: number;
  readonly unknown: number;
  readonly framesPerSecond: number;
}

/**
 * Sends a client of Collective2 random bytes, random JSON and mutated real messages.
 *
 * @throws where anything escapes from the client, where its counters are not those of what was sent, or where it is
 * not live afterwards.
 */
export async function fuzz({ frames, seed }: FuzzOptions): Promise<FuzzReport> {
  const overSockets = Math.ceil(Math.min(frames / 2, Math.max(2_000, frames / 50)));
  const startedAt = performance.now();
  try {
    return await withoutStrays(async () => {
      const tallies = [
        await fuzzSockets(overSockets, new Random(seed), new Random(seed + 1)),
        await fuzzEngine(frames - overSockets, new Random(seed + 2), new Random(seed + 3)),
      ];
      const [invalid, unknown] = tallies.reduce(
        ([i, u], tally) => [i + tally.invalid, u + tally.unknown],
        [0, 0],
      );
      const seconds = (performance.now() - startedAt) / 1000;
      const framesPerSecond = Math.round(frames / seconds);
      return { frames, seed, overSockets, invalid, unknown, framesPerSecond };
    });
  } catch (cause) {
    throw new Error(`Fuzzing failed with the seed ${seed} and ${frames} frames.`, { cause });
  }
}
