import type { Link } from './network.ts';
import type { Action } from './schedule.ts';
import type { SimulatedReader, SimulatedWorld } from './simulated-world.ts';
import { endpointOf } from './table.ts';
import type { VenueSession } from './venue-session.ts';

/** Does to the world what a step of its schedule says. */
export function perform(world: SimulatedWorld, action: Action): void {
  if (action.do === 'join') world.join(action);
  else if ('reader' in action) performOnReader(world, action);
  else if ('link' in action) performOnLink(world, action);
  else performOnWorld(world, action);
}

type OnReader = Extract<Action, { reader: number }>;
type OnLink = Extract<Action, { link: number }>;
type OnWorld = Exclude<Action, OnReader | OnLink | { do: 'join' }>;

function performOnReader(world: SimulatedWorld, action: OnReader): void {
  const readers = world.readers.filter(({ isOver }) => !isOver);
  const reader = readers[action.reader % Math.max(1, readers.length)];
  if (!reader) return;
  const { server } = world;
  const { log } = reader;
  switch (action.do) {
    case 'publish':
      for (let left = action.count; left > 0; left -= 1) server.publish(log);
      return;
    case 'publish-anonymous':
      return server.publish(log, { isAnonymous: log.spec.isUnnamed === true });
    case 'poison':
      return server.publish(log, { isPoisoned: true });
    case 'reset-sequence':
      return log.resetSequence(action.to);
    case 'garble':
      server.garbles.set(log.key, action.count);
      return;
    case 'double':
      server.doubles.set(log.key, action.count);
      return;
    case 'mute':
      return mute(world, reader);
    case 'end-row':
      if (log.spec.every !== undefined) log.endRow(server.random);
      return;
    case 'take-back':
      for (const session of server.sessions.values()) session.takeBack(log, !action.isForever);
      return;
    case 'refuse-reader':
      server.refusals.set(log.key, action.isForever ? 'forbidden' : 'busy');
      return;
    case 'leave':
      return world.leave(reader);
    case 'pace':
      reader.pace = action.pace;
      return reader.read();
  }
}

/** The venue forgets a subscription and says nothing. Without a cadence only a renewed connection helps against it. */
function mute(world: SimulatedWorld, { log }: SimulatedReader): void {
  // What it shares with other topics goes on.
  if (log.spec.isShared) return;
  if (log.spec.cadence === 'none' && !isRenewed(world)) return;
  log.hasBeenForgotten = true;
  for (const session of world.server.sessions.values()) session.forget(log.key);
}

function isRenewed({ maximumAge, hasUnrecoverable }: SimulatedWorld): boolean {
  return maximumAge < 600_000 && !hasUnrecoverable;
}

/** Where nothing proves that a connection lives, only its age helps against a dead one. */
function isProven({ server, network }: SimulatedWorld, endpoint: string): boolean {
  const { canPing, timing } = endpointOf(server.table, endpoint);
  return network.traits.canPing || canPing || timing.silence !== undefined;
}

function performOnLink(world: SimulatedWorld, action: OnLink): void {
  const sessions = [...world.server.sessions];
  const chosen: [Link, VenueSession] | undefined =
    sessions[action.link % Math.max(1, sessions.length)];
  if (!chosen) return;
  const [link, session] = chosen;
  switch (action.do) {
    case 'cut':
      return link.cut();
    case 'close':
      return link.close({ code: action.code, reason: 'so it is' });
    case 'half-open':
      if (isProven(world, link.endpoint) || isRenewed(world)) link.halfOpen();
      return;
    case 'stall':
      world.server.hasExcuse = true;
      return link.stall(action.for);
    case 'news':
    case 'bye':
      return session.send({ t: action.do });
  }
}

function performOnWorld(world: SimulatedWorld, action: OnWorld): void {
  const { server, network, timeline } = world;
  const { faults } = server;
  switch (action.do) {
    case 'dial-fault':
      faults.dial = action.fault;
      timeline.after(action.for, () => (faults.dial = 'none'));
      return;
    case 'revoke':
      faults.isRevoked = true;
      timeline.after(action.for, () => (faults.isRevoked = false));
      return;
    case 'greet':
      faults.greeting = action.how;
      timeline.after(action.for, () => (faults.greeting = 'prompt'));
      return;
    case 'no-snapshots':
      faults.withholdsSnapshots = true;
      timeline.after(action.for, () => (faults.withholdsSnapshots = false));
      return;
    case 'acks':
      server.hasExcuse = true;
      faults.acks = action.how;
      timeline.after(action.for, () => (faults.acks = 'prompt'));
      return;
    case 'rest':
      faults.rest = action.how;
      timeline.after(action.for, () => (faults.rest = 'prompt'));
      return;
    case 'crash-venue':
      server.crash();
      faults.dial = 'refuse';
      timeline.after(action.for, () => (faults.dial = 'none'));
      return;
    case 'restart-client':
      return world.restart(action.isClean);
    case 'freeze':
      network.frozenUntil = Math.max(network.frozenUntil, timeline.now + action.for);
      server.hasExcuse = true;
      // Nobody is there to hear what REST answers in time.
      for (const log of server.logs.values()) log.hasBeenUnrestored = true;
      return;
    case 'skew':
      server.hasClockJumped = server.hasExcuse = true;
      if (action.who === 'venue') server.skew = action.by;
      else world.skew = action.by;
  }
}
