import type { SimulatedVenue } from '@venuewire/simulator';

import { untilAborted } from './source.ts';

/** A simulated venue in this process, and what happens at it. */
export interface Demo<Venue extends SimulatedVenue<Venue>> {
  readonly title: string;
  readonly venue: Venue;
  /** Milliseconds between two events, by which everything else is measured. */
  readonly beat: number;
  /** How many beats there are before the first cut. */
  readonly beatsBefore: number;
  readonly announce: (text: string) => void;
  readonly isSubscribed: (venue: Venue) => boolean;
  /** One beat; `isFirst` until the first cut is over. */
  readonly publish: (isFirst: boolean) => void;
  readonly restart: (milliseconds: number) => Promise<void>;
}

/** Beats, a cut, and so on, until the signal. */
export async function playDemo<Venue extends SimulatedVenue<Venue>>(
  demo: Demo<Venue>,
  signal: AbortSignal,
): Promise<void> {
  const { venue, beat, beatsBefore, isSubscribed, publish } = demo;
  const act = async (isFirst: boolean, times: number): Promise<void> => {
    await Promise.race([venue.until(isSubscribed), untilAborted(signal)]);
    const steps = [
      { every: beat, times, do: () => publish(isFirst) },
      { after: beat, do: () => cut(demo, isFirst) },
    ];
    await venue.play(steps, { signal });
  };
  await act(true, beatsBefore);
  while (!signal.aborted) await act(false, 25);
}

/** The venue goes away and comes back, and goes on all the while. */
async function cut<Venue extends SimulatedVenue<Venue>>(
  { title, venue, beat, announce, publish, restart }: Demo<Venue>,
  isFirst: boolean,
): Promise<void> {
  const [away, times] = [3 * beat, 4];
  announce(
    `The demo cuts the connection to ${title} now. For ${away / 1000} s nobody can connect; the venue goes on meanwhile.`,
  );
  const meanwhile = [{ every: away / (times + 1), times, do: () => publish(isFirst) }];
  await Promise.all([restart(away), venue.play(meanwhile)]);
  announce(`${title} can be reached again.`);
}
