import { VenuewireError } from '../../src/errors.ts';
import { perform } from './perform.ts';
import type { Schedule } from './schedule.ts';
import type { SimulatedReader, SimulatedWorld } from './simulated-world.ts';
import type { TopicLog } from './topic-log.ts';
import { Violation } from './violation.ts';

/** Milliseconds after the last fault in which everything must be live and whole again; each part has its deadline. */
const healing = 240_000;
/** Milliseconds in which REST has answered, even if its first answer came too late. */
const answered = 30_000;

/**
 * A schedule from its first reader to its end, checked on the way; throws a `Violation` at the first broken promise.
 * What it yields is the time until which everything may happen.
 */
export function* life(world: SimulatedWorld, { readers, steps }: Schedule): Generator<number> {
  for (const wish of readers) world.join(wish);
  keepCadence(world);
  for (const { wait, action } of steps) {
    yield world.timeline.now + wait;
    perform(world, action);
  }
  yield* heal(world);
  expectWhole(world);
  yield* endLast(world);
  yield* publishLast(world);
  world.close();
  yield Math.max(world.timeline.now, world.network.frozenUntil) + 10_000;
  const [complaint] = world.server.complaints;
  if (complaint) throw new Violation(complaint);
}

/** Channels with a rhythm keep it. */
function keepCadence({ timeline, server, readers }: SimulatedWorld): void {
  const cadences = server.table.channels.map(({ cadence }) => cadence);
  const shortest = Math.min(...cadences.filter((cadence) => cadence !== 'none'));
  if (shortest === Number.POSITIVE_INFINITY) return;
  const beat = (): void => {
    const logs = new Set(readers.filter(({ isOver }) => !isOver).map(({ log }) => log));
    for (const log of logs) if (log.spec.cadence !== 'none') server.publish(log);
    timeline.after(shortest / 3, beat);
  };
  timeline.after(shortest / 3, beat);
}

function* heal(world: SimulatedWorld): Generator<number> {
  const { server, timeline, readers } = world;
  server.heal();
  for (const reader of readers) {
    reader.pace = 0;
    reader.read();
  }
  // A connection may have to come of age before it is renewed.
  const limit = timeline.now + healing + Math.min(600_000, world.maximumAge);
  while (timeline.now < limit) {
    yield timeline.now + 1000;
    if (complaints(world).size === 0) return;
  }
  // What comes and goes with renewals is not what lasts.
  let lasting = complaints(world);
  for (let second = 0; second < 20; second += 1) {
    yield timeline.now + 1000;
    const still = complaints(world);
    lasting = new Set([...lasting].filter((complaint) => still.has(complaint)));
  }
  const [complaint] = lasting;
  if (complaint) throw new Violation(`${complaint} (long after all faults)`);
}

function complaints(world: SimulatedWorld): Set<string> {
  const key = unwanted(world);
  const ofReaders = world.readers.flatMap((reader) => unwell(world, reader) ?? []);
  return new Set([
    ...ofReaders,
    ...(key ? [`${key} is still subscribed, and nobody wants it`] : []),
  ]);
}

/** What a reader still lacks. */
function unwell(world: SimulatedWorld, reader: SimulatedReader): string | undefined {
  if (reader.isOver) return undefined;
  const { log, check, facts } = reader;
  const times = timesSubscribed(world, log);
  if (isDenied(world, log)) return undefined;
  // Each connection has what comes unasked.
  const isServed = times === 1 || (times > 1 && log.spec.isUnasked === true);
  const complaint = isServed ? check.unwell() : `it is subscribed ${times} times`;
  return complaint && `${facts.name}: ${complaint}`;
}

/** Nobody can know; what comes unasked may still come on another connection. */
function isDenied(world: SimulatedWorld, log: TopicLog): boolean {
  const isElsewhere = log.spec.isUnasked === true;
  return log.hasBeenDenied && (isElsewhere || timesSubscribed(world, log) === 0);
}

/** On the connections that live. */
function timesSubscribed({ server, links }: SimulatedWorld, { key }: TopicLog): number {
  const open = [...links].filter(({ halfOpenSince }) => halfOpenSince === undefined);
  const counts = open.map((link) => server.sessions.get(link)?.count(key) ?? 0);
  return counts.reduce((sum, count) => sum + count, 0);
}

function expectWhole(world: SimulatedWorld): void {
  for (const reader of world.readers) if (reader.end) expectReason(reader);
  const key = unwanted(world);
  if (key) throw new Violation(`${key} is still subscribed, and nobody wants it`);
}

/** What the venue still sends to nobody. */
function unwanted({ readers, server, links }: SimulatedWorld): string | undefined {
  const wanted = new Set(readers.filter(({ isOver }) => !isOver).map(({ log }) => log.key));
  for (const link of links) {
    for (const key of server.sessions.get(link)?.subscribed ?? []) {
      if (!wanted.has(key) && !server.logs.get(key)?.spec.isUnasked) return key;
    }
  }
  return undefined;
}

/** A stream ends only for what its venue, or its own policy, makes final. */
function expectReason({ end, check }: SimulatedReader): void {
  const error = end?.error;
  if (!VenuewireError.is(error) || error.retryable) check.fail(`it ended with ${String(error)}`);
}

/** Of a row that ends without a word everybody knows as soon as REST was asked again, and has answered. */
function* endLast(world: SimulatedWorld): Generator<number> {
  const { server, timeline } = world;
  const left = world.readers.filter(({ isOver, log }) => !isOver && log.spec.every !== undefined);
  const logs = new Set(left.map(({ log }) => log));
  for (const log of logs) log.endRow(server.random);
  const every = Math.max(0, ...[...logs].map(({ spec }) => spec.every ?? 0));
  const limit = timeline.now + every + answered;
  while (timeline.now < limit && left.some((reader) => unwell(world, reader)))
    yield timeline.now + 500;
  for (const reader of left) {
    const complaint = unwell(world, reader);
    if (complaint) throw new Violation(`${complaint} (${every} ms after a row has ended)`);
  }
}

/**
 * What comes next reaches everybody who is left; a connection may still have to be found dead, and be dialled anew, and
 * a small queue be filled many times.
 */
function* publishLast(world: SimulatedWorld): Generator<number> {
  const { server, readers, timeline } = world;
  const left = readers.filter(({ isOver }) => !isOver);
  const logs = new Set(left.map(({ log }) => log));
  for (let round = 0; round < 20; round += 1) {
    if (round < 4) for (const log of logs) server.publish(log);
    const limit = timeline.now + 30_000;
    while (timeline.now < limit) {
      yield timeline.now + 500;
      if (!left.some((reader) => lacks(world, reader))) return;
    }
  }
  for (const reader of left) {
    const complaint = lacks(world, reader);
    if (complaint) reader.check.fail(complaint);
  }
}

function lacks(world: SimulatedWorld, reader: SimulatedReader): string | undefined {
  const { content } = reader.check;
  const { log } = reader;
  if (reader.end) expectReason(reader);
  if (isDenied(world, log)) return undefined;
  // Who knows no event yet is served by time, beside a replay for others.
  if (reader.isOver || (!content.isPlaced && reader.facts.hasClockJumped())) return undefined;
  return content.latest < log.length ? `event ${log.length} did not come` : content.missing();
}
