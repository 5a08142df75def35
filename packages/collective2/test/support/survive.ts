import type { Fault } from './faults.ts';
import { handledIds, publishedIds, tick } from './published.ts';
import { Reader } from './reader.ts';
import { start, type Make } from './start.ts';

/** What a slow machine may need beyond the declared deadlines. */
const slack = 3_000;

/** What two strategies' signals and one's positions went through. */
export interface Survival {
  /** The ids of each strategy's signals, as published and as handled. */
  readonly published: readonly string[][];
  readonly handled: readonly string[][];
  /** Which marks the signals of before, during and after the fault bear. */
  readonly replayed: Readonly<Record<'before' | 'during' | 'after', readonly boolean[]>>;
  /** The different gaps of the signals, and of the positions. */
  readonly signalGaps: readonly string[];
  readonly positionGaps: readonly string[];
  /** Whether every gap of the signals stands between what came before the fault and what came after. */
  readonly gapsAreInPlace: boolean;
  readonly state: string;
}

/** Runs a client into a fault and out of it, with signals before, meanwhile and afterwards. */
export async function survive(fault: Fault, make?: Make): Promise<Survival> {
  const { timing, maximumFrameSize } = fault;
  let key = fault.venue?.keys?.[0] ?? 'simulator-key';
  const apiKey = (): string => key;
  await using world = await start({
    ...(fault.venue ? { venue: fault.venue } : {}),
    ...(make ? { make } : {}),
    client: { apiKey, timing, maximumFrameSize },
  });
  const { venue, c2, seen } = world;
  await using one = new Reader(c2.signals({ strategyId: 1 }));
  await using two = new Reader(c2.signals({ strategyId: 2 }));
  await using positions = new Reader(c2.positions({ strategyId: 1 }));
  const signals = [
    { strategyId: 1, reader: one },
    { strategyId: 2, reader: two },
  ];
  const publish = (): void => {
    for (let turn = 0; turn < 6; turn += 1) venue.publishSignal(1 + (turn % 2));
    venue.publishPositions(1);
  };
  const caughtUp = async (within?: number): Promise<void> => {
    for (const { strategyId, reader } of signals) {
      const expected = publishedIds(venue.published, strategyId).length;
      await reader.until(({ events, isLive }) => events.length >= expected && isLive, {
        ...(within === undefined ? {} : { within }),
        what: `${expected} signals of strategy ${strategyId}`,
      });
    }
  };
  await Promise.all([one.live(), two.live(), positions.live()]);
  publish();
  await caughtUp();
  await positions.until(({ events }) => events.length === 1);
  const before = new Set([...handledIds(one), ...handledIds(two)]);

  const rotateKey = (next: string): void => void (key = next);
  const restore = await fault.inflict({ venue, seen, publish, rotateKey });
  await caughtUp(fault.within + slack);
  const breaks = fault.positions.length > 0 ? 1 : 0;
  await positions.until(({ gaps, isLive }) => gaps.length >= breaks && isLive, {
    within: fault.within + slack,
    what: 'the positions',
  });
  const soFar = [...handledIds(one), ...handledIds(two)];
  const during = new Set(soFar.filter((id) => !before.has(id)));
  restore?.();
  await tick();
  publish();
  await caughtUp();
  // Connections that were given up are closed in the background.
  await venue.until(({ connections }) => connections.length === 1);

  const marks = (isMeant: (id: string) => boolean): boolean[] => [
    ...new Set(
      signals.flatMap(({ reader }) =>
        reader.events.filter(({ id }) => isMeant(id)).map(({ replayed }) => replayed),
      ),
    ),
  ];
  return {
    published: signals.map(({ strategyId }) => publishedIds(venue.published, strategyId)),
    handled: signals.map(({ reader }) => handledIds(reader)),
    replayed: {
      before: marks((id) => before.has(id)),
      during: marks((id) => during.has(id)),
      after: marks((id) => !before.has(id) && !during.has(id)),
    },
    signalGaps: gapsOf(one, two),
    positionGaps: gapsOf(positions),
    gapsAreInPlace: signals.every(({ reader }) => {
      const kinds = reader.items.flatMap((item) => {
        if (item.type === 'gap') return 'gap';
        if (item.type === 'status') return [];
        return before.has(item.id) ? 'before' : 'after';
      });
      const firstGap = kinds.indexOf('gap');
      return (
        firstGap < 0 ||
        (kinds.lastIndexOf('before') < firstGap && firstGap < kinds.indexOf('after'))
      );
    }),
    state: c2.health().state,
  };
}

function gapsOf(...readers: Reader[]): string[] {
  const all = readers.flatMap(({ gaps }) =>
    gaps.map(({ reason, recovery }) => `${reason} ${recovery}`),
  );
  return [...new Set(all)];
}
