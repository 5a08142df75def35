import { replayRecording } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { eventId, examples, outcomeId } from './fixtures/examples.ts';
import { codecs, type ChannelName } from './support/codecs.ts';
import { startScripted } from './support/start-scripted.ts';
import { start } from './support/start.ts';

/** What a recording shows of a message. */
function shown(channel: ChannelName, message: unknown): unknown {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  const redacted = codecs[channel].redact?.(text) ?? text;
  return redacted.startsWith('[redacted') ? redacted : JSON.parse(redacted);
}

describe('a recording shows of public streams', () => {
  it('the market as it was', () => {
    for (const example of Object.values(examples.orderBook))
      expect(shown('orderBook', example)).toEqual(JSON.parse(example));
    const { success, ...others } = examples.chanceHistory;
    for (const example of Object.values(others))
      expect(shown('chanceHistory', example)).toEqual(JSON.parse(example));
    expect(shown('chanceHistory', success)).toEqual({ t: 'success', o: [outcomeId] });
  });

  it('what was asked for, and errors', () => {
    expect(shown('activity', examples.activity.subscribe)).toEqual(
      JSON.parse(examples.activity.subscribe),
    );
    expect(shown('activity', examples.activity.error)).toEqual({
      t: 'error',
      e: 'event-id',
      o: ['outcome-id'],
      r: 'Error description',
    });
  });

  it('nothing that no page mentions', () => {
    const row = { o: outcomeId, b: 0.5, owner: 'content', a: 'content' };
    expect(shown('orderBook', { t: 'PRICES_DATA', e: eventId, d: [row], x: 'content' })).toEqual({
      t: 'PRICES_DATA',
      e: eventId,
      d: [{ o: outcomeId, b: 0.5, a: '[redacted]' }],
    });
    const trade = { t: 'TRADE', e: eventId, o: outcomeId, d: { owner: 'content' } };
    expect(shown('activity', trade)).toEqual({ ...trade, d: '[redacted]' });
    expect(shown('lastTrades', { price: 'content' })).toEqual({});
    expect(shown('lastTrades', [{ price: 'content' }])).toEqual(['[redacted]']);
    expect(shown('lastTrades', '"content"')).toBe('[redacted]');
    expect(shown('lastTrades', 'content')).toBe('[redacted]');
  });
});

describe('a recording shows of private streams', () => {
  it('of AUTH nothing', () => {
    const d = { apiKey: 'op_k_1', signature: 'Cn6oA9', timestamp: '1712500000' };
    expect(shown('balances', { t: 'AUTH', d })).toEqual({ t: 'AUTH', d: { redacted: true } });
  });

  it('the form of messages, and none of their values', () => {
    expect(shown('orderUpdates', examples.orderUpdates.success)).toEqual({ t: 'success' });
    expect(shown('orderUpdates', examples.orderUpdates.orderUpdate)).toEqual({
      t: 'ORDER_UPDATE',
      d: { redacted: true, i: '[redacted]', u: '[redacted]', s: '[redacted]' },
    });
    expect(shown('balances', examples.balances.success)).toEqual({
      t: 'success',
      d: { redacted: true, l: [{ i: '[redacted]', b: 0, f: 0 }] },
    });
    expect(shown('balances', examples.balances.delta)).toEqual({
      redacted: true,
      u: '[redacted]',
      a: '[redacted]',
      aop: 0,
      c: 0,
      b: 0,
      f: 0,
    });
    expect(
      shown('orderFeed', { t: 'FILLED', e: eventId, o: outcomeId, d: { price: 5, i: 'x' } }),
    ).toEqual({ t: 'FILLED', d: { redacted: true, i: '[redacted]' } });
  });

  it('the words of errors', () => {
    expect(shown('orderUpdates', examples.orderUpdates.error)).toEqual({
      t: 'error',
      r: 'Invalid or missing credentials',
    });
  });
});

describe('recording()', () => {
  const params = { eventId, outcomeId };

  it('is read again by the same codecs, message for message', async () => {
    await using world = await start({
      venue: { variants: { unknownMessages: 'sent', activityAck: 'sent' } },
    });
    const { client, venue } = world;
    const readers = [
      client.orderBook(params),
      client.chanceHistory(params),
      client.orderUpdates(),
      client.balances(),
      client.orderFeed(),
      client.activity(params),
      client.lastTrades(),
    ].map((subscription) => new Reader<unknown>(subscription));
    await Promise.all(readers.map((reader) => reader.live()));
    const { id } = venue.placeOrder({ outcomeId, side: 'BUY', price: 0.5, quantity: 7 });
    venue.fillOrder(id);
    venue.publishTakeProfit({
      assetId: 'asset',
      quantity: 1,
      takeProfit: null,
      stopLoss: 0.1,
      status: 'ACTIVE',
    });
    for (const reader of readers) await reader.until(({ events }) => events.length > 0);
    const { counters } = client.health();
    const unused = {
      dial: () => ({ url: 'ws://unused' }),
      ready: 'open',
      limits: { connections: 1, subscriptionsPerConnection: 1, requestsInFlight: 1 },
      failures: { status: {}, close: {} },
    } as const;
    const endpoints = {
      orderBook: { ...unused, codec: codecs.orderBook },
      chanceHistory: { ...unused, codec: codecs.chanceHistory },
      orderUpdates: { ...unused, codec: codecs.orderUpdates },
      balanceUpdates: { ...unused, codec: codecs.balances },
      orderFeed: { ...unused, codec: codecs.orderFeed },
      activityFeed: { ...unused, codec: codecs.activity },
      lastTrades: { ...unused, codec: codecs.lastTrades },
    };
    const replayed = [...replayRecording({ name: 'outpoll', endpoints }, client.recording())];
    expect(replayed.filter(({ type }) => type === 'invalid')).toHaveLength(counters.invalid);
    expect(replayed.filter(({ type }) => type === 'unknown')).toHaveLength(counters.unknown);
    for (const { channel } of client.health().subscriptions)
      expect(replayed).toContainEqual(expect.objectContaining({ type: 'data', channel }));
  });

  it('tells what an account’s stream said, and whose it was, in no word', async () => {
    await using world = await startScripted({
      receive: (peer) => peer.send({ t: 'success', d: { l: [{ i: 'asset-7', b: 8.5, f: 8.5 }] } }),
    });
    await using reader = new Reader(world.client.balances());
    await reader.live();
    const text = JSON.stringify(world.client.recording());
    expect(text).toContain(String.raw`\"t\":\"success\"`);
    expect(text).not.toMatch(/asset-7|8\.5|op_k_scripted/);
  });
});
