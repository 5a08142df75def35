import { describe, expect, test } from 'vitest';

import { collective2Simulator } from '../../src/index.ts';
import { exampleShape, shapeOf } from './examples.ts';
import { TestClient, subscription } from './test-client.ts';
import type { Message } from './test-client.ts';

async function answerTo(message: unknown): Promise<Message> {
  await using venue = await collective2Simulator();
  await using client = await TestClient.open(venue.url);
  client.send(message);
  const error = await client.take('error');
  expect(venue.connections[0]?.subscriptions).toEqual([]);
  return error;
}

const minute = 60_000;

describe('a client message', () => {
  test.for([
    { what: 'text that is not JSON', message: '{"msg_type":', field: null },
    { what: 'JSON that is not an object', message: '[]', field: null },
    { what: 'a message without a type', message: {}, field: 'MsgType' },
    {
      what: 'a type that only the server sends',
      message: { msg_type: 'heartbeat', timestamp: new Date().toISOString() },
      field: 'MsgType',
    },
    { what: 'an unknown action', message: subscription(1, { action: 'pause' }), field: 'Action' },
    { what: 'an unknown channel', message: subscription(1, { channel: 'x' }), field: 'Channel' },
    { what: 'a strategy_id of 0', message: subscription(0), field: 'StrategyId' },
    { what: 'a fractional strategy_id', message: subscription(1.5), field: 'StrategyId' },
    { what: 'a strategy_id in quotes', message: subscription('1'), field: 'StrategyId' },
    { what: 'a missing strategy_id', message: subscription(undefined), field: 'StrategyId' },
    {
      what: 'a negative resume_from',
      message: subscription(1, { resume_from: -1 }),
      field: 'ResumeFrom',
    },
    {
      what: 'a resume_from that is no number',
      message: subscription(1, { resume_from: 'x' }),
      field: 'ResumeFrom',
    },
    {
      what: 'a resume_from for positions',
      message: subscription(1, { channel: 'strategy.positions', resume_from: 1 }),
      field: 'ResumeFrom',
    },
    {
      what: 'a message without a payload',
      message: subscription(1, { envelope: { payload: undefined } }),
      field: 'Payload',
    },
    {
      what: 'a request_id of 51 characters',
      message: subscription(1, { envelope: { request_id: 'x'.repeat(51) } }),
      field: 'RequestId',
    },
    {
      what: 'a timestamp of more than a minute ago',
      message: subscription(1, { at: Date.now() - minute - 5000 }),
      field: 'Timestamp',
    },
    {
      what: 'a timestamp of more than a minute ahead',
      message: subscription(1, { at: Date.now() + minute + 5000 }),
      field: 'Timestamp',
    },
    {
      what: 'a missing timestamp',
      message: subscription(1, { envelope: { timestamp: undefined } }),
      field: 'Timestamp',
    },
    {
      what: 'a timestamp without a zone',
      message: subscription(1, { envelope: { timestamp: '2024-01-01T12:00:00' } }),
      field: 'Timestamp',
    },
    {
      what: 'a heartbeat.ack of another time',
      message: { msg_type: 'heartbeat.ack', timestamp: '2020-01-01T00:00:00Z' },
      field: 'Timestamp',
    },
  ])('$what is an INVALID_PARAMETER error', async ({ message, field }) => {
    const error = await answerTo(message);
    expect(error).toMatchObject({ payload: { code: 'INVALID_PARAMETER', field } });
    const { request_id: _echoed, ...envelope } = error;
    const example = exampleShape('error') as { payload: object };
    const expected = { ...example, payload: { ...example.payload, field: shapeOf(field) } };
    expect(shapeOf(envelope)).toEqual(expected);
  });

  test('several errors at once stand in an errors array instead of the single fields', async () => {
    const message = subscription(0, { action: 'pause', at: 0 });
    expect(await answerTo(message)).toMatchObject({
      request_id: 'my-sub-001',
      payload: {
        errors: [
          { code: 'INVALID_PARAMETER', field: 'Timestamp', message: expect.any(String) },
          { code: 'INVALID_PARAMETER', field: 'Action', message: expect.any(String) },
          { code: 'INVALID_PARAMETER', field: 'StrategyId', message: expect.any(String) },
        ],
      },
    });
    expect(Object.keys((await answerTo(message))['payload'] as object)).toEqual(['errors']);
  });

  test('a request_id of 50 characters, a clock 59 s off and no request_id are accepted', async () => {
    await using venue = await collective2Simulator();
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1, { envelope: { request_id: 'x'.repeat(50) } }));
    expect(await client.take('subscription.ack')).toMatchObject({ request_id: 'x'.repeat(50) });
    client.send(subscription(1, { at: Date.now() - minute + 5000 }));
    await client.take('subscription.ack');
    client.send(subscription(1, { envelope: { request_id: undefined } }));
    expect(await client.take('subscription.ack')).not.toHaveProperty('request_id');
  });

  test('everything that a client sent is recorded', async () => {
    await using venue = await collective2Simulator();
    await using client = await TestClient.open(venue.url);
    client.send('nonsense');
    await venue.until(() => venue.received.length === 1);
    expect(venue.received).toMatchObject([{ connectionId: 1, text: 'nonsense' }]);
  });
});
