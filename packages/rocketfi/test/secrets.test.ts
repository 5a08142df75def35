import { channel } from 'node:diagnostics_channel';
import { setImmediate } from 'node:timers/promises';

import { publishDiagnostics } from '@venuewire/core/node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { leaks } from '../../core/test/venue-suite/leaks.ts';
import type { RocketFi } from '../src/index.ts';
import { account, instrument } from './fixtures/examples.ts';
import { Reader } from './support/reader.ts';
import type { Answer, Peer } from './support/scripted-venue.ts';
import { startScripted } from './support/start.ts';

/** What an account has, and what it signs. */
const amount = '73051.25';
const word = 's3cret-word';
const signature = `0x${'5e'.repeat(65)}`;
const holding = '0x7777777777777777';
const secrets = [amount, word, signature, holding];
const content = {
  account,
  collateral: amount,
  note: word,
  orders: [{ orderId: 1, price: amount }],
};

const eventTypes = [
  'dial',
  'opened',
  'ready',
  'lost',
  'waiting',
  'subscribe',
  'acknowledged',
  'refused',
  'restored',
  'interrupted',
  'unknown',
  'invalid',
  'postponed',
];
const seen: unknown[] = [];
const keep = (message: unknown): void => void seen.push(message);

beforeEach(() => {
  seen.length = 0;
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const)
    vi.spyOn(console, method).mockImplementation((...what) => void seen.push(what));
  for (const type of eventTypes) channel(`venuewire:${type}`).subscribe(keep);
});

afterEach(() => {
  vi.restoreAllMocks();
  for (const type of eventTypes) channel(`venuewire:${type}`).unsubscribe(keep);
});

interface Failure {
  readonly name: string;
  readonly say?: object | string;
  readonly rest?: Answer;
}

const said = (tag: string, value: unknown): object => ({ [tag]: value });
const failures: readonly Failure[] = [
  { name: 'collateral', say: said('CollateralUpdate', { assetId: 0, ...content }) },
  {
    name: 'collateral that is wrong',
    say: said('CollateralUpdate', { ...content, collateral: [amount] }),
  },
  { name: 'orders that are wrong', say: said('OpenOrdersUpdate', content) },
  {
    name: 'a position that is wrong',
    say: said('PositionUpdate', {
      account,
      positions: { [holding]: { quantity: amount, note: word } },
    }),
  },
  {
    name: 'an order event that is wrong',
    say: said('OrderEventUpdate', {
      orderEvents: [
        { account, instrument: holding, orderId: word, eventData: { fill: { size: amount } } },
      ],
    }),
  },
  {
    name: 'order events that are bare',
    say: {
      account,
      orderEvents: [{ orderId: 1, account, instrument: holding, eventData: { [word]: amount } }],
    },
  },
  {
    name: 'a funding',
    say: said('PositionFundingUpdate', {
      account,
      instrumentId: holding,
      fundingRate: amount,
      timestamp: 1,
      round: 1,
      pnl: amount,
    }),
  },
  { name: 'a risk', say: said('AccountRiskUpdate', { account, risk: content }) },
  { name: 'a variant that is new', say: said('BalanceUpdate', content) },
  { name: 'a variant named by a signature', say: said(signature, 1) },
  { name: 'several variants', say: { CollateralUpdate: content, Other: content } },
  { name: 'a result', say: said('TransactionResult', { signature, response: { Err: word } }) },
  {
    name: 'a result that is wrong',
    say: said('TransactionResult', { signature: [signature], response: word }),
  },
  {
    name: 'a confirmation with more than it needs',
    say: said('SubscribeConfirmation', { Weather: content }),
  },
  {
    name: 'an error',
    say: said('Error', `${account} has ${amount} in ${holding}, signed ${signature}`),
  },
  { name: 'an error with content', say: said('Error', { orders: content }) },
  { name: 'a cut message', say: `{"CollateralUpdate":{"collateral":"${amount}","note":"${word}` },
  { name: 'a text that is none', say: `${word} ${amount}` },
  {
    name: 'REST: an error',
    rest: { status: 400, body: JSON.stringify({ message: `${amount} in ${holding}` }) },
  },
  { name: 'REST: an error with content', rest: { status: 500, body: JSON.stringify(content) } },
  { name: 'REST: a page', rest: { status: 502, body: `<html>${word}` } },
  { name: 'REST: no JSON', rest: { status: 200, body: `${word} ${amount}` } },
  {
    name: 'REST: rows that are wrong',
    rest: {
      status: 200,
      body: JSON.stringify({
        ...content,
        positions: { [holding]: content },
        collaterals: content,
        events: [content],
        orderEvents: [content],
      }),
    },
  },
];

const asked = (client: RocketFi): Promise<unknown>[] => [
  client.rest.openOrders({ account }).next(),
  client.rest.positions({ account }),
  client.rest.collaterals({ account }),
  client.rest.orderEvents({ account }).next(),
  client.rest.positionFundingEvents({ account }).next(),
];

describe('promise 11: nothing of an account, and nothing signed, is shown', () => {
  it.each(failures)('after: $name', async ({ say, rest }) => {
    await using world = await startScripted(rest ? { rest: () => rest } : {}, {
      observer: publishDiagnostics,
      timing: { recovery: 50, acknowledge: 50 },
    });
    const { client, venue } = world;
    const readers = [
      new Reader<unknown>(client.openOrders({ account })),
      new Reader<unknown>(client.positions({ account })),
      new Reader<unknown>(client.collateral({ account, assetId: 0 })),
      new Reader<unknown>(client.orderEvents({ account })),
      new Reader<unknown>(client.positionFunding({ account })),
      new Reader<unknown>(client.accountRisk({ account })),
      new Reader<unknown>(client.orderbook({ instrumentId: instrument })),
    ];
    await Promise.all(readers.map((reader) => reader.live()));
    if (say !== undefined) await heard(client, venue.peer, say);
    const thrown = rest ? await Promise.allSettled(asked(client)) : [];
    const shown = readers.flatMap(({ items }) => items.filter(({ type }) => type !== 'data'));
    const everything = {
      'gaps and statuses': shown,
      'their causes': shown.map((item) => ('cause' in item ? item.cause : undefined)),
      'errors of calls': thrown.map((result) => ('reason' in result ? result.reason : undefined)),
      client,
      'the REST calls': client.rest,
      health: client.health(),
      recording: client.recording(),
      'events and logs': seen,
      'errors of events': seen.map((event) => Object(event).error),
    };
    expect(leaks(everything, secrets)).toEqual([]);
    expect(seen.length).toBeGreaterThan(0);
  });
});

it('the check of this finds what is there', () => {
  for (const secret of secrets)
    expect(leaks({ deep: [{ a: new Error('x', { cause: { secret } }) }] }, secrets)).not.toEqual(
      [],
    );
  expect(leaks({ account }, secrets)).toEqual([]);
});

async function heard(client: RocketFi, peer: Peer, say: object | string): Promise<void> {
  const { frames } = client.health().counters;
  peer.send(say);
  while (client.health().counters.frames === frames) await setImmediate();
}
