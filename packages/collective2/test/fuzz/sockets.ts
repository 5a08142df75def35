import { setImmediate } from 'node:timers/promises';

import { collective2 } from '../../src/index.ts';
import { strategyOf } from '../../src/protocol.ts';
import { examples } from '../fixtures/examples.ts';
import { ok, ScriptedVenue, type Peer } from '../support/scripted-venue.ts';
import { Listener, markedSignal, Tally, untilHeard } from './feed.ts';
import { nextFrame, type Frame } from './frames.ts';
import type { Random } from './random.ts';

/** Frames in one turn of the event loop. */
const batch = 32;

/** Sends frames from a real server to a client with all its defaults. What REST says has its own source of chance. */
export async function fuzzSockets(frames: number, random: Random, chance: Random): Promise<Tally> {
  const tally = new Tally();
  const put = ({ socket }: Peer, frame: Frame): void => {
    // As it arrives: what is no text becomes replacement characters on the way.
    tally.add(Buffer.from(typeof frame === 'string' ? frame : Buffer.from(frame)).toString());
    socket.send(frame);
  };
  await using venue = await ScriptedVenue.open({
    greet: (peer) => put(peer, examples.connected),
    receive: (peer, { msg_type: type, request_id: id }) => {
      if (type !== 'subscription.request') return;
      put(peer, JSON.stringify({ msg_type: 'subscription.ack', request_id: id }));
    },
    rest: () => ok(`{"Results":[${JSON.stringify(nextFrame(chance, 1))}]}`),
  });
  const { url, restUrl } = venue;
  const client = collective2({
    apiKey: 'fuzz',
    url,
    restUrl,
    timing: { backoffBase: 1, backoffCap: 2, recovery: 50 },
    // Every signal names its strategy, so that all stay on the one connection.
    strategyOf: (payload) => strategyOf(payload) ?? 1,
  });
  const listener = new Listener(client, [1, 2]);
  await venue.until(({ peers }) => peers.length === 1);
  for (let sent = 0; sent < frames;) {
    await setImmediate();
    for (let count = 0; count < batch && sent < frames; count += 1) {
      sent += 1;
      put(venue.peer, nextFrame(random, sent));
    }
  }
  await untilHeard(listener, (sequence) => put(venue.peer, markedSignal(sequence)));
  await settled(() => client.health().counters.frames >= tally.frames);
  tally.compare(client.health().counters);
  if (venue.peers.length > 1) throw new Error('A frame cost the connection.');
  await listener.close();
  return tally;
}

/** What is under way has arrived. */
async function settled(holds: () => boolean): Promise<void> {
  for (let turns = 0; turns < 10_000 && !holds(); turns += 1) await setImmediate();
}
