import { channel } from 'node:diagnostics_channel';

import { replayRecording, type Venue } from '@venuewire/core';
import { publishDiagnostics } from '@venuewire/core/node';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { protocol, strategyOf } from '../src/protocol.ts';
import { start, startScripted } from './support/start.ts';

const codec = protocol({ resumeAs: 'number', strategyOf });
const params = { strategyId: 1 };

describe('recording()', () => {
  it('shows that signals came, and of which strategy, not what they say', async () => {
    await using world = await start();
    await using reader = new Reader(world.c2.signals(params));
    await reader.live();
    const { id, seqId } = world.venue.publishSignal(1, { side: 'buy' });
    world.venue.faults.invalidFrame('{"msg_type":"account.update","payload":{"balance":5}}');
    world.venue.faults.invalidFrame('no message');
    await reader.until(({ gaps }) => gaps.length === 1);
    const texts = world.c2
      .recording()
      .entries.flatMap((entry) => (entry.kind === 'in' ? entry.text : []));
    expect(texts.map((text) => (text.startsWith('{') ? JSON.parse(text) : text))).toMatchObject([
      { msg_type: 'connection.connected', v: 4 },
      { msg_type: 'subscription.ack', payload: { redacted: true, strategy_id: 1 } },
      {
        msg_type: 'strategy.signal',
        id,
        seq_id: seqId,
        payload: { redacted: true, strategy_id: 1 },
      },
      { msg_type: 'account.update', payload: { redacted: true } },
      '[redacted]',
      { msg_type: 'subscription.ack' },
      { msg_type: 'subscription.ack' },
    ]);
    expect(JSON.stringify(texts)).not.toMatch(/buy|balance|no message/);
  });

  it('shows what the client sent, and errors and gaps in full', async () => {
    const payload = { code: 'BUSY', field: null, message: 'Later', extra: 'not documented' };
    await using world = await startScripted({});
    await using reader = new Reader(world.c2.signals(params));
    await reader.live();
    const { peer } = world.venue;
    peer.send({ msg_type: 'error', payload });
    peer.send({
      msg_type: 'gap',
      payload: { strategy_id: null, channel: 'strategy.signal:1', from: '5', message: 'Limit' },
    });
    await reader.until(({ gaps }) => gaps.length === 1);
    const frames = world.c2
      .recording()
      .entries.flatMap((entry) => (entry.kind === 'event' ? [] : [JSON.parse(entry.text)]));
    expect(frames).toMatchObject([
      { msg_type: 'connection.connected' },
      { payload: { action: 'subscribe', channel: 'strategy.signal', strategy_id: 1 } },
      { msg_type: 'subscription.ack' },
      { payload: { code: 'BUSY', field: null, message: 'Later' } },
      { payload: { strategy_id: null, channel: 'strategy.signal:1', from: '5', message: 'Limit' } },
    ]);
    expect(JSON.stringify(frames)).not.toContain('not documented');
  });

  it('is read again by the same codec, message for message', async () => {
    await using world = await start({ venue: { variants: { unknownMessages: 'sent' } } });
    await using reader = new Reader(world.c2.signals(params));
    await using positions = new Reader(world.c2.positions(params));
    await Promise.all([reader.live(), positions.live()]);
    const { seqId } = world.venue.publishSignal(1);
    world.venue.publishPositions(1);
    world.venue.faults.truncateFrame();
    world.venue.publishSignal(1);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    const venue: Venue = {
      name: 'collective2',
      endpoints: {
        general: {
          codec,
          dial: () => ({ url: 'ws://unused' }),
          ready: 'message',
          limits: { connections: 1, subscriptionsPerConnection: 1, requestsInFlight: 1 },
          failures: { status: {}, close: {} },
        },
      },
    };
    const replayed = [...replayRecording(venue, world.c2.recording())];
    const { counters } = world.c2.health();
    expect(replayed).toHaveLength(counters.frames);
    expect(replayed.filter(({ type }) => type === 'invalid')).toHaveLength(counters.invalid);
    expect(replayed.filter(({ type }) => type === 'unknown')).toHaveLength(counters.unknown);
    expect(replayed.find(({ type }) => type === 'data')).toMatchObject({
      channel: 'strategy.signal',
      topic: '1',
      sequence: seqId,
    });
  });
});

describe('health()', () => {
  it('tells how each connection and each subscription is', async () => {
    await using world = await start();
    expect(world.c2.health()).toMatchObject({ venue: 'collective2', state: 'idle' });
    await using signals = new Reader(world.c2.signals(params));
    await signals.live();
    const { seqId } = world.venue.publishSignal(1);
    await signals.until(({ events }) => events.length === 1);
    expect(world.c2.health()).toMatchObject({
      state: 'live',
      liveness: 'proven',
      isolated: [],
      connections: [{ endpoint: 'general', state: 'ready', subscriptions: 1, dials: 1 }],
      subscriptions: [
        {
          channel: 'strategy.signal',
          topic: '1',
          state: 'live',
          consumers: [{ state: 'live', queuedItems: 0, position: seqId }],
        },
      ],
      counters: { frames: 3, invalid: 0, unknown: 0, duplicates: 0, gaps: 0 },
    });
  });

  it('promise 8: says what it is waiting for, and why', async () => {
    await using world = await start();
    world.venue.faults.tooManyRequests(1, 3600);
    await using reader = new Reader(world.c2.signals(params));
    await reader.until(({ statuses }) => statuses.length === 1);
    expect(world.c2.health()).toMatchObject({
      state: 'recovering',
      connections: [
        {
          state: 'waiting',
          lastError: expect.stringMatching(/HTTP 429: too many connections or requests/),
        },
      ],
    });
  });
});

describe('diagnostic events', () => {
  it('come through the observer and the diagnostics channels alike', async () => {
    const seen: unknown[] = [];
    const keep = (message: unknown): void => void seen.push(message);
    channel('venuewire:ready').subscribe(keep);
    await using world = await start();
    const c2 = world.client({ observer: publishDiagnostics });
    await c2.signals(params).ready();
    channel('venuewire:ready').unsubscribe(keep);
    expect(seen).toMatchObject([{ type: 'ready', venue: 'collective2' }]);
  });

  it('an observer that throws breaks nothing', async () => {
    await using world = await start();
    const observer = (): never => {
      throw new Error('the observer is broken');
    };
    await using reader = new Reader(world.client({ observer }).signals(params));
    await reader.live();
    world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.gaps).toEqual([]);
  });
});
