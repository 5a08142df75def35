import { parseJson, ProtocolError } from '@venuewire/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { outcomeOf, signTransaction, type Outcome } from '../../src/transactions/index.ts';
import { other as account, instrumentId as instrument, signer } from './support/key.ts';

const transaction = await signTransaction({
  signer,
  instruction: { type: 'FaucetClaim' },
  nonce: 5,
});

const read = (json: string): Outcome => outcomeOf(transaction, parseJson(json));

const event = (id: string, eventData: string): string =>
  `{"orderId":${id},"orderIx":3,"account":"${account}","instrument":"${instrument}","eventData":${eventData}}`;
const placed = event('9007199254740993', '{"placed":{"price":100,"size":-5,"timestamp":1}}');
const results = (...list: string[]): string => `{"results":[${list.join(',')}]}`;

describe('an answer of the venue', () => {
  it.each(['"Ok"', '{"Ok":null}', 'null', '{}'])('%s is accepted', (json) => {
    expect(read(json)).toEqual({ outcome: 'accepted', transaction, response: { type: 'Ok' } });
  });

  it('that is empty is accepted', () => {
    expect(outcomeOf(transaction, undefined)).toMatchObject({ outcome: 'accepted' });
  });

  it.each([
    ['{"Err":"insufficient margin: need 123.45"}', 'insufficient margin: need 123.45'],
    ['"insufficient margin"', 'insufficient margin'],
    ['{"Err":{"code":7,"message":"no"}}', 'no'],
    ['{"Err":null}', 'no reason was given'],
    ['{"Err":{}}', 'no reason was given'],
    ['""', 'no reason was given'],
  ])('%s is rejected, in the venue’s words', (json, reason) => {
    expect(read(json)).toEqual({
      outcome: 'rejected',
      transaction,
      reason,
      response: { type: 'Err', reason },
    });
  });

  it.each([
    '5',
    'true',
    '[]',
    '{"PlaceOrder":{}}',
    '{"PlaceOrder":null}',
    '{"New":{"a":1}}',
    '{"a":1,"b":2}',
    '{"results":{}}',
  ])('%s says nothing that is known', (json) => {
    const outcome = read(json);
    expect(outcome).toMatchObject({ outcome: 'unknown', transaction, answer: parseJson(json) });
    expect(outcome).toHaveProperty('error', expect.any(ProtocolError));
    expect(outcome).toHaveProperty('howToFindOut', expect.stringContaining('used its nonce, 5,'));
  });

  it('promise 12: of any form is read without throwing', () => {
    const known = new Set(['accepted', 'rejected', 'unknown']);
    const form = fc.oneof(
      fc.jsonValue(),
      fc.record({ PlaceOrder: fc.jsonValue() }),
      fc.record({ results: fc.array(fc.jsonValue()) }),
      fc.record({ results: fc.array(fc.record({ Success: fc.jsonValue() })) }),
      fc.record({ Err: fc.jsonValue() }),
    );
    fc.assert(
      fc.property(form, (answer) => {
        expect(known.has(outcomeOf(transaction, answer).outcome)).toBe(true);
      }),
    );
  });
});

describe('the results of orders', () => {
  const rejected = event('1', '{"rejected":{"reason":"marginViolated"}}');

  it.each([
    ['tagged, as the WebSocket answers', `{"PlaceOrder":${results(`{"Success":${placed}}`)}}`],
    ['alone, as REST answers', results(`{"Success":${placed}}`)],
  ])('are read %s', (_how, json) => {
    expect(read(json)).toEqual({
      outcome: 'accepted',
      transaction,
      response: {
        type: 'PlaceOrder',
        results: [
          {
            type: 'Success',
            event: {
              orderId: '9007199254740993',
              orderIx: 3,
              account,
              instrument,
              eventData: { type: 'placed', price: 100, size: -5, timestamp: 1 },
            },
          },
        ],
      },
    });
  });

  it('are told in order, those that are newer than this package as they came', () => {
    const odd = event('1', '{"held":{"until":5}}');
    const json = results(
      '{"Err":"no"}',
      `{"Success":${odd}}`,
      `{"CancelAll":[${event('2', '"canceled"')}]}`,
      '{"New":1}',
      '"New"',
      '{"Success":{}}',
      '5',
      '{"CancelAll":[]}',
    );
    expect(read(json)).toMatchObject({
      outcome: 'accepted',
      response: {
        results: [
          { type: 'Err', reason: 'no' },
          {
            type: 'Success',
            event: { eventData: { type: 'unknown', variant: 'held', content: { until: 5 } } },
          },
          { type: 'CancelAll', events: [{ orderId: '2', eventData: { type: 'canceled' } }] },
          { type: 'unknown', content: { New: 1 } },
          { type: 'unknown', content: 'New' },
          { type: 'unknown', content: { Success: {} } },
          { type: 'unknown', content: 5 },
          { type: 'CancelAll', events: [] },
        ],
      },
    });
  });

  it('are a rejection where none of them took effect, whatever the venue calls that', () => {
    const json = results('{"Err":"no"}', `{"Success":${rejected}}`, '{"Err":"no"}');
    expect(read(json)).toMatchObject({
      outcome: 'rejected',
      reason: 'no; marginViolated',
      response: { type: 'PlaceOrder', results: [{}, {}, {}] },
    });
  });

  it.each([
    ['one that took effect', `{"Success":${placed}}`],
    ['one that canceled', '{"CancelAll":[]}'],
    ['one that nobody can read', '{"New":1}'],
  ])('are none with %s among them', (_what, result) => {
    expect(read(results('{"Err":"no"}', result)).outcome).toBe('accepted');
  });

  it('may be none at all', () => {
    expect(read(results()).outcome).toBe('accepted');
  });
});
