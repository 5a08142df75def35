import { replayRecording, type Venue } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { protocol } from '../src/protocol.ts';
import { account, clientMessages, instrument, kinds, serverMessages } from './fixtures/examples.ts';
import { Reader } from './support/reader.ts';
import { startScripted } from './support/start.ts';

const redact = (text: string): string => protocol.redact?.(text) ?? text;

const ofTheMarket = [
  'orderbook',
  'quote',
  'ticker',
  'markPrice',
  'optionMarkPrice',
  'assetMarkPrice',
  'lastMatchPrice',
  'auctionFills',
  'candle',
  'fundingRate',
  'instrumentStats',
] as const;
const ofAnAccount = [
  'collateral',
  'positions',
  'accountRisk',
  'openOrders',
  'orderEvents',
  'bareOrderEvents',
  'positionFunding',
] as const;

/** Every text and every number of a message, but for the account's address, and what masks may have. */
function contentOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(contentOf);
  return value === account ||
    value === 0 ||
    value === '0' ||
    typeof value === 'boolean' ||
    value === null
    ? []
    : [JSON.stringify(value)];
}

describe('a recording', () => {
  it.each(ofTheMarket)('shows the market as it was: %s', (message) => {
    expect(redact(serverMessages[message])).toBe(serverMessages[message]);
  });

  it.each(ofAnAccount)('promise 11: shows of an account’s %s the form alone', (message) => {
    const shown = redact(serverMessages[message]);
    expect(shown).toContain(`"account":"${account}"`);
    const content = contentOf(JSON.parse(serverMessages[message]));
    expect(content.length).toBeGreaterThan(0);
    expect(content.filter((value) => contentOf(JSON.parse(shown)).includes(value))).toEqual([]);
    expect(shown).not.toMatch(/"(fill|placed|canceled|modified|rejected)"|0x01/);
    // It is still read as what it is.
    const [read] = [protocol.decode(shown)].flat();
    const [original] = [protocol.decode(serverMessages[message])].flat();
    expect(read).toMatchObject({
      type: 'data',
      channel: (original as { channel: string }).channel,
    });
  });

  it.each(['Subscribe', 'Unsubscribe', 'SubscribeConfirmation', 'UnsubscribeConfirmation'])(
    'shows what was asked for: %s',
    (name) => {
      for (const kind of Object.values(kinds))
        expect(redact(`{"${name}":${kind}}`)).toBe(`{"${name}":${kind}}`);
      const more = `{"${name}":{"AccountRisk":{"account":"${account}","risk":{"equity":"5.5"}}}}`;
      expect(redact(more)).not.toContain('5.5');
    },
  );

  it.each([clientMessages.ping, clientMessages.clear, serverMessages.pong, serverMessages.cleared])(
    'shows the word %s',
    (text) => {
      expect(redact(text)).toBe(text);
    },
  );

  it.each([
    `{"SubmitTransaction":{"data":{"sender":"${account}","nonce":5},"signature":"0xabcdef"}}`,
    `{"RegisterExecuteOnDisconnect":{"signature":"0xabcdef","nonce":5}}`,
    `{"BalanceUpdate":{"account":"${account}","free":"5"}}`,
  ])('promise 11: shows of transactions, and of what is new, the name alone: %s', (text) => {
    const [tag] = Object.keys(JSON.parse(text));
    expect(redact(text)).toBe(`{"${tag}":"[redacted]"}`);
  });

  it.each([
    ['{"Error":"text"}', '{"Error":"text"}'],
    [`{"Error":"${account} has 5.25"}`, '{"Error":"… has …"}'],
    ['{"Error":{"secret":5}}', '{"Error":"[redacted]"}'],
    ['"0xf39Fd6e51aad88F6"', '"…"'],
    ['no JSON', '[redacted]'],
    ['[5]', '[redacted]'],
    ['{"a":1,"b":2}', '[redacted]'],
    [
      `{"AccountRiskUpdate":{"account":{"equity":"5"}}}`,
      '{"AccountRiskUpdate":{"account":{"equity":"0"}}}',
    ],
  ])('of %s', (text, shown) => {
    expect(redact(text)).toBe(shown);
  });

  it.each([
    [serverMessages.transactionResult, '{"signature":"[redacted]","response":"[redacted]"}'],
    [serverMessages.registered, '{"signature":"[redacted]","deferredNonce":"0"}'],
  ])('promise 11: shows of an answer the form alone: %s', (text, shown) => {
    const [tag] = Object.keys(JSON.parse(text));
    expect(redact(text)).toBe(`{"${tag}":${shown}}`);
  });

  it('is read again by the same codec, message for message', async () => {
    await using world = await startScripted();
    const about = { instrumentId: instrument };
    await using book = new Reader(world.client.orderbook(about));
    await using orders = new Reader(world.client.openOrders({ account }));
    await Promise.all([book.live(), orders.live()]);
    for (const text of [...Object.values(serverMessages), '{"New":{}}', 'no JSON'])
      world.venue.peer.send(text);
    await orders.recovered();
    const venue: Venue = {
      name: 'rocketfi',
      endpoints: {
        ws: {
          codec: protocol,
          dial: () => ({ url: 'ws://unused' }),
          ready: 'open',
          limits: { connections: 1, subscriptionsPerConnection: 1, requestsInFlight: 1 },
          failures: { status: {}, close: {} },
        },
      },
    };
    const replayed = [...replayRecording(venue, world.client.recording())];
    const { counters } = world.client.health();
    expect(replayed.filter(({ type }) => type === 'unknown')).toHaveLength(counters.unknown);
    expect(replayed.filter(({ type }) => type === 'invalid')).toHaveLength(counters.invalid);
    expect(replayed.filter(({ type }) => type === 'data').length).toBeGreaterThan(20);
  });
});
