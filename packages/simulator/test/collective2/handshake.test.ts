import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';

import { describe, expect, test } from 'vitest';

import { collective2Simulator } from '../../src/index.ts';
import type { Collective2Simulator } from '../../src/index.ts';
import { exampleShape, examples, shapeOf } from './examples.ts';
import { TestClient } from './test-client.ts';

/** The plain HTTP answer to an upgrade that is refused. */
async function refusal(venue: Collective2Simulator, key?: string, path = '/ws') {
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'AQIDBAUGBwgJCgsMDQ4PEA==',
    ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
  };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${venue.restUrl}${path}`, { headers }, resolve).on('error', reject).end();
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
  return { status: response.statusCode, headers: response.headers, body };
}

describe('the upgrade', () => {
  test('connection.connected is the first message, in the form of the example', async () => {
    await using venue = await collective2Simulator();
    await using client = new TestClient(venue.url);
    const connected = await client.take('connection.connected');
    expect(shapeOf(connected)).toEqual(exampleShape('connected'));
    expect(connected['id']).toMatch(/^msg_[0-9a-f]{28}$/);
    expect(connected['timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(connected['v']).toBe(4);
  });

  test.for([
    { what: 'a wrong key', key: 'wrong', message: 'Invalid API key' },
    { what: 'a missing key', key: undefined, message: 'Missing API key' },
  ])('$what is refused with 401, X-WS-Error and a JSON body', async ({ key, message }) => {
    await using venue = await collective2Simulator();
    const { status, headers, body } = await refusal(venue, key);
    expect(status).toBe(401);
    expect(headers['x-ws-error']).toBe(message);
    expect(body).toEqual({ code: 'UNAUTHORIZED', message });
    expect(shapeOf(body)).toEqual(exampleShape('refusal'));
  });

  test('the body of a refused wrong key is the example itself', async () => {
    await using venue = await collective2Simulator();
    expect((await refusal(venue, 'wrong')).body).toEqual(JSON.parse(examples.refusal));
  });

  test('another path than /ws is refused with 404', async () => {
    await using venue = await collective2Simulator();
    expect(await refusal(venue, venue.key, '/other')).toMatchObject({ status: 404 });
  });

  test('the eleventh connection of a key is refused with 429', async () => {
    await using venue = await collective2Simulator();
    const clients = await Promise.all(Array.from({ length: 10 }, () => TestClient.open(venue.url)));
    const { status, headers, body } = await refusal(venue, venue.key);
    expect(status).toBe(429);
    expect(headers['x-ws-error']).toBe('Connection limit reached');
    expect(headers['retry-after']).toBeUndefined();
    expect(shapeOf(body)).toEqual(exampleShape('refusal'));
    expect(venue.connections).toHaveLength(10);
    clients[0]?.socket.close();
    await venue.until(() => venue.connections.length === 9);
    await using again = await TestClient.open(venue.url);
    expect(again.messages).toHaveLength(1);
    expect(venue.peakConnections).toBe(10);
  });

  test('the connections of one key leave those of another alone', async () => {
    await using venue = await collective2Simulator({ keys: ['one', 'two'], connectionLimit: 1 });
    await using one = await TestClient.open(venue.url, 'one');
    await using two = await TestClient.open(venue.url, 'two');
    expect(venue.connections.map((connection) => connection.key)).toEqual(['one', 'two']);
    expect([one.messages.length, two.messages.length]).toEqual([1, 1]);
  });

  test('beyond the limit of the whole server a dial is refused with 503', async () => {
    await using venue = await collective2Simulator({
      keys: ['one', 'two'],
      serverConnectionLimit: 1,
    });
    await using one = await TestClient.open(venue.url, 'one');
    const { status, headers } = await refusal(venue, 'two');
    expect(status).toBe(503);
    expect(headers['x-ws-error']).toBe('Connection limit reached');
    expect(one.messages).toHaveLength(1);
  });

  test('every dial is recorded with its headers and its status', async () => {
    await using venue = await collective2Simulator();
    await refusal(venue, 'wrong');
    await using client = await TestClient.open(venue.url);
    expect(venue.dials).toMatchObject([
      { path: '/ws', status: 401, headers: { authorization: 'Bearer wrong' } },
      { path: '/ws', status: 101, headers: { authorization: 'Bearer simulator-key' } },
    ]);
    expect(client.messages).toHaveLength(1);
  });
});
