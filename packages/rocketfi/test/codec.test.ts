import { describe, expect, it } from 'vitest';

import { protocol } from '../src/protocol.ts';
import { account, clientMessages, instrument, kinds, serverMessages } from './fixtures/examples.ts';
import {
  accountTopic,
  instrumentTopic,
  noon,
  orderId,
  readings,
  round,
} from './fixtures/readings.ts';
import { decoded } from './support/messages.ts';

const about = { instrumentId: instrument };
const at = { time: noon, timeMs: noon };

function request(channel: string, params: unknown) {
  return { id: 'x', channel, topic: 'x', params, venueTime: noon };
}

describe('what a client sends is written to the letter', () => {
  it('the example of the guides', () => {
    expect(protocol.subscribe(request('Orderbook', about))).toBe(clientMessages.subscribe);
    expect(protocol.unsubscribe(request('Orderbook', about))).toBe(clientMessages.unsubscribe);
    expect(protocol.ping?.()).toBe(clientMessages.ping);
  });

  it.each(Object.entries(kinds))('%s, one kind a frame', (kind, text) => {
    const params: unknown = JSON.parse(text)[kind];
    expect(protocol.subscribe(request(kind, params))).toBe(`{"Subscribe":${text}}`);
    expect(protocol.unsubscribe(request(kind, params))).toBe(`{"Unsubscribe":${text}}`);
  });

  it.each([
    [{}, '{"Subscribe":{"OrderEvents":{}}}'],
    [{ account }, `{"Subscribe":{"OrderEvents":{"account":"${account}"}}}`],
    [about, `{"Subscribe":{"OrderEvents":{"instrumentId":"${instrument}"}}}`],
  ])('OrderEvents without what is left out: %j', (params, text) => {
    expect(protocol.subscribe(request('OrderEvents', params))).toBe(text);
  });

  it('nothing, for what the venue does not know', () => {
    expect(protocol.subscribe(request('Transactions', {}))).toBeUndefined();
  });
});

describe('every message of a server is read, to the last field', () => {
  it.each(readings)('%s, for %s', (message, channel, topic, content, details) => {
    expect(decoded(serverMessages[message])).toEqual({
      type: 'data',
      channel,
      topic,
      data: content,
      ...details,
    });
  });

  it.each([
    ['tagged', serverMessages.orderEvents],
    ['bare', serverMessages.bareOrderEvents],
  ])('order events, %s: each for itself, for all whom it may concern', (_form, text) => {
    const topics = [`${accountTopic}&${instrumentTopic}`, accountTopic, instrumentTopic, 'all'];
    const event = { orderId, account, instrument };
    const common = { type: 'data', channel: 'OrderEvents', topics };
    const size = { remaining_size: '2.5', original_size: '2.5', settlement_asset: 0 };
    expect(protocol.decode(text)).toEqual([
      {
        ...common,
        id: `${orderId}:fill:${noon}:50000:0.5:2:`,
        ...at,
        data: {
          ...event,
          eventData: {
            type: 'fill',
            price: '50000',
            size: '0.5',
            remaining_size: '2',
            original_size: '2.5',
            settlement_asset: 0,
            pnl: '1.25',
            timestamp: noon,
            is_passive: true,
            is_filled: false,
            fee_rate: '0.0002',
            fee_amount: '5',
            is_liquidation: false,
            is_adl: false,
          },
        },
      },
      {
        ...common,
        id: `${orderId}:placed:${noon}:50000:2.5:2.5:`,
        ...at,
        data: {
          ...event,
          eventData: {
            type: 'placed',
            price: '50000',
            size: '2.5',
            ...size,
            timestamp: noon,
            is_passive: true,
            is_filled: false,
          },
        },
      },
      {
        ...common,
        id: `${orderId}:canceled:::::`,
        data: { ...event, eventData: { type: 'canceled' } },
      },
      {
        ...common,
        id: `${orderId}:modified:${noon}:51000:2::`,
        ...at,
        data: {
          ...event,
          eventData: { type: 'modified', price: '51000', size: '2', timestamp: noon },
        },
      },
      {
        ...common,
        id: `${orderId}:rejected:::::marginViolated`,
        data: { ...event, eventData: { type: 'rejected', reason: 'marginViolated' } },
      },
    ]);
  });

  it.each([
    ['Subscribe', 'subscribe'],
    ['Unsubscribe', 'unsubscribe'],
  ])('%sConfirmation of every kind, whatever the letter case of its address', (name, action) => {
    const topics = Object.entries(kinds).map(([kind, text]) => {
      const echo = `{"${name}Confirmation":${text}}`;
      const confirmation = decoded(echo);
      expect(confirmation).toMatchObject({ type: 'acknowledged', action, channel: kind });
      expect(decoded(echo.replace(account, account.toLowerCase()))).toEqual(confirmation);
      return 'topic' in confirmation ? confirmation.topic : undefined;
    });
    expect(topics).toEqual([
      instrumentTopic,
      instrumentTopic,
      'assetId=0',
      instrumentTopic,
      `${instrumentTopic}&interval=1m`,
      ...Array.from({ length: 4 }, () => instrumentTopic),
      `${accountTopic}&${instrumentTopic}`,
      accountTopic,
      `assetId=0&${accountTopic}`,
      ...Array.from({ length: 3 }, () => accountTopic),
    ]);
  });

  it.each([
    ['{}', 'all'],
    [`{"account":"${account}"}`, accountTopic],
    [`{"instrumentId":"${instrument}"}`, instrumentTopic],
    [`{"account":null,"instrumentId":"${instrument}"}`, instrumentTopic],
  ])('a confirmation of OrderEvents with %s', (params, topic) => {
    expect(decoded(`{"SubscribeConfirmation":{"OrderEvents":${params}}}`)).toMatchObject({ topic });
  });

  it('Pong', () => {
    expect(decoded(serverMessages.pong)).toEqual({ type: 'pong' });
  });

  it('Error, whose words are not interpreted: worth another try', () => {
    const reasons = [{ code: 'Error', message: 'text' }];
    expect(decoded(serverMessages.error)).toEqual({ type: 'refused', retryable: true, reasons });
  });

  it.each([
    [
      serverMessages.transactionResult,
      { type: 'result', signature: '0xabcdef', response: { PlaceOrder: { results: [] } } },
    ],
    [
      '{"TransactionResult":{"signature":"0x1","response":{"Err":"…"}}}',
      { type: 'result', signature: '0x1', response: { Err: '…' } },
    ],
    [
      '{"TransactionResult":{"signature":"0x1","response":"Ok"}}',
      { type: 'result', signature: '0x1', response: 'Ok' },
    ],
    [
      serverMessages.registered,
      { type: 'registered', signature: '0xabcdef', deferredNonce: round },
    ],
    [serverMessages.cleared, { type: 'cleared' }],
  ])('the answer to what is sent beside subscriptions: %s', (text, content) => {
    expect(decoded(text)).toEqual({ type: 'data', channel: 'Transactions', data: content });
  });
});
