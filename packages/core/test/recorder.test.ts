import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import { describe, expect, test } from 'vitest';

import { replayRecording, type Incoming, type Venue } from '../src/index.ts';
import { publishDiagnostics } from '../src/node/index.ts';
import { Recorder, type Entry } from '../src/recorder.ts';
import { trades } from './support/channels.ts';
import { isCollected } from './support/garbage.ts';
import { Reader } from './support/reader.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';
import { codec } from './support/wire.ts';

const capacity = 256 * 1024;
const price = (value: number): { price: string } => ({ price: String(value) });

const tables: Venue = {
  name: 'test-venue',
  endpoints: {
    main: {
      codec,
      dial: () => ({ url: 'ws://127.0.0.1:1' }),
      ready: 'open',
      limits: { connections: 1, subscriptionsPerConnection: 1, requestsInFlight: 1 },
      failures: { status: {}, close: {} },
    },
  },
};

function frame(text: string): Entry {
  return { kind: 'in', at: 0, endpoint: 'main', connection: 1, text };
}

function frames(recording: { readonly entries: readonly Entry[] }): string[] {
  return recording.entries.flatMap((entry) => (entry.kind === 'in' ? [entry.text] : []));
}

const asIs = (text: string): string => text;

describe('the flight recorder', () => {
  test('keeps the latest, within 256 KB', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    for (let value = 1; value <= 1000; value += 1)
      venue.publish('trades', 'a', { price: String(value).padStart(2000) });
    await reader.until(({ data }) => data.length === 1000);
    const texts = frames(client.client.recording());
    const size = texts.reduce((sum, text) => sum + text.length, 0);
    expect(size).toBeLessThanOrEqual(capacity);
    expect(size).toBeGreaterThan(capacity / 2);
    expect(JSON.parse(texts.at(-1) ?? '')).toMatchObject({ n: 1000 });
  });

  test('does not give up all that it has for one large frame', () => {
    const recorder = new Recorder();
    recorder.add(frame('before'));
    recorder.add(frame('x'.repeat(2 * capacity)));
    recorder.add(frame('after'));
    const recording = recorder.export(tables, asIs);
    expect(frames(recording)).toEqual(['before', 'after']);
    expect(recording.entries[1]).toMatchObject({ kind: 'event', event: { size: 2 * capacity } });
  });

  test('promise 5: lets go of what it no longer keeps', async () => {
    const recorder = new Recorder();
    const addSomething = (): WeakRef<object> => {
      const event = { type: 'dial' };
      recorder.add({ kind: 'event', at: 0, event });
      return new WeakRef(event);
    };
    for (let count = 0; count < 10; count += 1) recorder.add(frame('a'));
    const reference = addSomething();
    for (let count = 0; count < 3000; count += 1) recorder.add(frame('z'.repeat(10)));
    recorder.add(frame('x'.repeat(capacity / 4)));
    expect(await isCollected(reference)).toBe(true);
  });

  test('tells what went out, what came in and what happened, in order', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    await client.read(trades, 'a').ready();
    const story = client.client.recording().entries.map((entry) => {
      if (entry.kind === 'event') return (entry.event as { type: string }).type;
      const message = JSON.parse(entry.text) as { do?: string; kind?: string };
      return `${entry.kind} ${message.do ?? message.kind}`;
    });
    expect(story).toEqual([
      'dial',
      'out auth',
      'opened',
      'in welcome',
      'ready',
      'subscribe',
      'out subscribe',
      'in ok',
      'acknowledged',
    ]);
  });

  test('promise 11: shows of a frame only what the venue’s codec allows', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.publish('trades', 'a', { price: '1', account: 'DU-4711' });
    await reader.until(({ data }) => data.length === 1);
    const recording = JSON.stringify(client.client.recording());
    expect(recording).not.toContain('DU-4711');
    expect(recording).not.toContain(venue.key);
    expect(recording).toContain('[redacted]');
    // The consumer has it all the same.
    expect(reader.data).toEqual([{ price: '1', account: 'DU-4711' }]);
  });

  test('promise 11: survives secrets that look like JSON', () => {
    const recorder = new Recorder();
    recorder.add({ kind: 'event', at: 0, event: { type: 'dial', note: 'a","b' } });
    const clean = (text: string): string => text.replaceAll('","', '[redacted]');
    const [entry] = recorder.export(tables, clean).entries;
    expect(entry).toEqual({ kind: 'event', at: 0, event: { type: 'dial', note: 'a[redacted]b' } });
  });

  test('its recording decodes to the messages that the client had', async () => {
    await using venue = await TestVenue.start();
    const had: Incoming[] = [];
    const adapt = (venueTables: Venue): Venue => {
      const { main } = venueTables.endpoints;
      if (!main) throw new Error('The test venue has a main endpoint.');
      const decode = (text: string): Incoming | readonly Incoming[] => {
        const decoded = codec.decode(text);
        had.push(...[decoded].flat());
        return decoded;
      };
      return {
        ...venueTables,
        endpoints: { ...venueTables.endpoints, main: { ...main, codec: { ...codec, decode } } },
      };
    };
    await using client = new TestClient(venue, { adapt });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    for (const value of [1, 2, 3]) venue.publish('trades', 'a', price(value));
    venue.only.send({ kind: 'beat', at: venue.now() });
    venue.only.send({ kind: 'horoscope' });
    venue.only.sendRaw('{"kind"');
    await reader.live(2);
    const recording = JSON.parse(JSON.stringify(client.client.recording())) as ReturnType<
      typeof client.client.recording
    >;
    expect(had.length).toBeGreaterThan(6);
    expect([...replayRecording(tables, recording)]).toEqual(had);
  });

  test('promise 12: a frame at which the codec throws is an invalid one in a replay, too', () => {
    const recorder = new Recorder();
    recorder.add(frame('{"kind":"explode"}'));
    recorder.add(frame('{"kind":"pong"}'));
    const replayed = [...replayRecording(tables, recorder.export(tables, asIs))];
    expect(replayed).toMatchObject([{ type: 'invalid', issue: 'RangeError' }, { type: 'pong' }]);
  });
});

describe('observers', () => {
  test('promise 12: one that throws harms nothing', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, {
      observer: () => {
        throw new Error('not my day');
      },
    });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.publish('trades', 'a', price(1));
    venue.drop();
    await reader.live(2);
    expect(client.events.length).toBeGreaterThan(5);
  });

  test('are told the venue and the time of each event, and no payload', async () => {
    await using venue = await TestVenue.start();
    const before = Date.now();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.publish('trades', 'a', { price: 'the-payload' });
    venue.drop();
    await reader.live(2);
    expect(client.events.every((event) => event.venue === 'test-venue')).toBe(true);
    expect(client.events.every(({ at }) => at >= before && at <= Date.now())).toBe(true);
    expect(JSON.stringify(client.events)).not.toContain('the-payload');
    const [dial, opened, ready] = client.events;
    expect([dial, opened, ready]).toMatchObject([
      { type: 'dial', attempt: 0 },
      { type: 'opened' },
      { type: 'ready' },
    ]);
    expect(ready?.type === 'ready' && ready.took).toBeGreaterThanOrEqual(0);
  });

  test('publishDiagnostics tells the diagnostics channel of each event’s type', async () => {
    await using venue = await TestVenue.start();
    const told: unknown[] = [];
    const listener = (event: unknown): unknown => told.push(event);
    subscribe('venuewire:ready', listener);
    try {
      await using client = new TestClient(venue, { observer: publishDiagnostics });
      await client.read(trades, 'a').ready();
      expect(told).toEqual(client.told('ready'));
      expect(told).toHaveLength(1);
    } finally {
      unsubscribe('venuewire:ready', listener);
    }
  });
});
