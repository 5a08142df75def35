import { setImmediate } from 'node:timers/promises';

import type {
  DialRequest,
  FetchResponse,
  Platform,
  Socket,
  SocketListener,
  Transport,
} from '@venuewire/core';
import { platform } from '@venuewire/core/node';

import { collective2 } from '../../src/bare.ts';
import { examples } from '../fixtures/examples.ts';
import { Listener, markedSignal, Tally, untilHeard } from './feed.ts';
import { nextFrame } from './frames.ts';
import type { Random } from './random.ts';

/** Frames in one turn of the event loop. */
const batch = 256;

/** The far end of a client that has no network: frames are put straight into its engine. */
class Pipe implements Transport {
  readonly tally = new Tally();
  readonly #ends = new Set<SocketListener>();

  /** Of its connections, those that are open. */
  get ends(): readonly SocketListener[] {
    return [...this.#ends];
  }

  open(_request: DialRequest, listener: SocketListener): Socket {
    queueMicrotask(() => {
      listener.connected();
      listener.opened();
      this.#ends.add(listener);
      this.put(listener, examples.connected);
    });
    return {
      send: (text) => queueMicrotask(() => this.#answer(listener, text)),
      abandon: () => {
        this.#ends.delete(listener);
        return Promise.resolve();
      },
    };
  }

  put(end: SocketListener, text: string): void {
    if (!this.#ends.has(end)) return;
    this.tally.add(text);
    end.frame(text);
  }

  #answer(end: SocketListener, text: string): void {
    const { msg_type: type, request_id: id } = JSON.parse(text) as Record<string, unknown>;
    if (type !== 'subscription.request') return;
    this.put(end, JSON.stringify({ msg_type: 'subscription.ack', request_id: id }));
  }
}

/** Puts frames into the engine at full speed. What depends on the moment has its own source of chance. */
export async function fuzzEngine(frames: number, random: Random, chance: Random): Promise<Tally> {
  const pipe = new Pipe();
  const injected: Platform = { ...platform(), transport: pipe, fetch: () => answer(chance) };
  const timing = { backoffBase: 1, backoffCap: 2, recovery: 50 };
  const client = collective2({ apiKey: 'fuzz', platform: injected, timing });
  const listener = new Listener(client, [1, 2]);
  for (let sent = 0, idle = 0; sent < frames;) {
    await setImmediate();
    const { ends } = pipe;
    const end = ends[chance.below(ends.length)];
    if (!end) {
      idle += 1;
      if (idle > 1_000_000) throw new Error('The client does not dial any more.');
      continue;
    }
    for (let count = 0; count < batch && sent < frames; count += 1) {
      sent += 1;
      const frame = nextFrame(random, sent);
      try {
        pipe.put(end, typeof frame === 'string' ? frame : new TextDecoder().decode(frame));
      } catch (cause) {
        throw new Error(`Frame ${sent}: ${JSON.stringify(frame)}`, { cause });
      }
    }
    pipe.tally.compare(client.health().counters);
  }
  await untilHeard(listener, (sequence) => {
    for (const end of pipe.ends) pipe.put(end, markedSignal(sequence));
  });
  pipe.tally.compare(client.health().counters);
  JSON.stringify([client.health(), client.recording()]);
  await listener.close();
  return pipe.tally;
}

/** REST is not well either. */
function answer(random: Random): Promise<FetchResponse> {
  const rows = random.chance(0.5) ? [] : [nextFrame(random, 1)];
  return Promise.resolve({
    status: random.chance(0.9) ? 200 : 500,
    headers: { get: () => null },
    text: () => Promise.resolve(JSON.stringify({ Results: rows })),
  });
}
