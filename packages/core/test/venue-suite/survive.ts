import type { AnyItem, Platform } from '../../src/index.ts';
import { quickBackoff } from './faults.ts';
import { Reader } from './reader.ts';
import type { Stage, SuiteFault, SuiteStream, VenueUnderTest } from './stage.ts';
import { tick } from './tick.ts';

/** What a slow machine may need beyond the declared deadlines. */
const slack = 4_000;

/** What one channel went through. */
export interface Survivor {
  readonly stream: SuiteStream;
  /** The different gaps, as words. */
  readonly gaps: readonly string[];
  /** Whether every gap stands between what came before the fault and what came after. */
  readonly areGapsInPlace: boolean;
  /** Of a log: what happened since it was live, and what was told, in the same words. */
  readonly happened: readonly string[];
  readonly told: readonly string[];
  /** Those that happened before the fault, and after all was live again. */
  readonly certain: readonly string[];
}

export interface Survival {
  readonly survivors: readonly Survivor[];
  readonly state: string;
}

interface Witness {
  readonly stream: SuiteStream;
  readonly reader: Reader;
  itemsBefore: number;
}

/** Runs a client with every channel of its venue into a fault and out of it, with events before, meanwhile and after. */
export async function survive<Own extends Stage>(
  venue: VenueUnderTest<Own>,
  fault: SuiteFault<Own>,
  platform?: Platform,
): Promise<Survival> {
  const { timing, maximumFrameSize } = fault;
  await using stage = await venue.start({
    // Where heartbeats are all that proves life, those that are missing show its end.
    timing: {
      ...quickBackoff,
      ...timing,
      ...(fault.isDeath && venue.liveness === 'heartbeats' ? { silence: 400 } : {}),
    },
    maximumFrameSize,
    platform,
    venue: fault.venue,
  });
  const streams = stage.streams.filter(
    ({ isAcknowledged = true }) => isAcknowledged || !fault.isOfAcknowledgements,
  );
  const witnesses = streams.map((stream): Witness => ({
    stream,
    reader: new Reader(stream.read()),
    itemsBefore: 0,
  }));
  const publish = (): void => {
    for (const { publish: happen } of streams) happen();
  };
  await settled(witnesses, slack);
  const born = witnesses.map(({ stream }) => stream.log?.happened().length ?? 0);
  const connections = stage.openConnections();
  publish();
  await caughtUp(witnesses, slack, { isCalm: true });
  for (const witness of witnesses) witness.itemsBefore = witness.reader.items.length;
  const before = witnesses.map(({ stream }) => stream.log?.happened().length ?? 0);

  const stopTalking = keepTalking(stage);
  const restore = await fault.inflict({ ...stage, publish });
  await brokenAndSettled(witnesses, fault, fault.within + slack);
  stopTalking();
  restore?.();
  await tick();
  const during = witnesses.map(({ stream }) => stream.log?.happened().length ?? 0);
  publish();
  await caughtUp(witnesses, slack, { isCalm: false });
  // Connections that were given up are closed in the background.
  await stage.until(() => stage.openConnections() === connections);

  const survivors = witnesses.map(({ stream, reader, itemsBefore }, index) => {
    const happened = stream.log?.happened() ?? [];
    const gaps = reader.gaps.map(({ reason, recovery }) => `${reason} ${recovery}`);
    return {
      stream,
      gaps: [...new Set(gaps)],
      areGapsInPlace: reader.items.slice(0, itemsBefore).every(({ type }) => type !== 'gap'),
      happened: happened.slice(born[index]),
      told: wordsOf(stream, reader.items),
      certain: [...happened.slice(born[index], before[index]), ...happened.slice(during[index])],
    };
  });
  const { state } = stage.client.health();
  for (const { reader } of witnesses) await reader[Symbol.asyncDispose]();
  return { survivors, state };
}

/** Of the live and restored events of a log, not of its snapshots. */
function wordsOf({ log }: SuiteStream, items: readonly AnyItem[]): string[] {
  if (!log) return [];
  return items.flatMap((item) => (item.type === 'data' && !item.snapshot ? log.told(item) : []));
}

async function settled(witnesses: readonly Witness[], within: number): Promise<void> {
  for (const { stream, reader } of witnesses)
    await reader.until(({ isLive }) => isLive, { within, what: `${stream.channel.name} live` });
}

/** Until each stream has met the fault and is live again. */
async function brokenAndSettled(
  witnesses: readonly Witness[],
  { gap }: Pick<SuiteFault, 'gap'>,
  within: number,
): Promise<void> {
  for (const { stream, reader, itemsBefore } of witnesses) {
    const isMet = (): boolean =>
      gap === 'none' || gap === 'some' || reader.items.slice(itemsBefore).some(isGap);
    await reader.until(({ isLive }) => isLive && isMet(), {
      within,
      what: `${stream.channel.name} live after the fault`,
    });
  }
}

function isGap({ type }: { readonly type: string }): boolean {
  return type === 'gap';
}

/** Until what was published last is there: in a log the last event, in a state the truth. */
async function caughtUp(
  witnesses: readonly Witness[],
  within: number,
  { isCalm }: { readonly isCalm: boolean },
): Promise<void> {
  for (const { stream, reader } of witnesses) {
    const { log, state, channel } = stream;
    const holds = (): boolean => {
      if (!reader.isLive) return false;
      if (log) return wordsOf(stream, reader.items).includes(log.happened().at(-1) ?? '');
      return state === undefined || same(state.shown(reader.state()), state.truth());
    };
    const what = `${channel.name} ${isCalm ? 'before' : 'after'} the fault, as it is at the venue`;
    await reader.until(holds, { within, what });
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A state that nobody sends by itself is told again by what happens next. */
function keepTalking({ streams, onEvent }: Stage): () => void {
  const silent = streams.filter(
    ({ recovery }) => recovery.mode === 'snapshot' && recovery.isOptional === true,
  );
  return onEvent((event) => {
    if (event.type !== 'acknowledged') return;
    for (const { channel, publish } of silent) if (channel.name === event.channel) publish();
  });
}
