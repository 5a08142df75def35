import { describe, expect, test } from 'vitest';

import { AuthError, HttpError, type Http } from '../src/index.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

function get(http: Http, venue: TestVenue, path = '/hello'): Promise<unknown> {
  return http
    .request({
      method: 'GET',
      url: `${venue.restUrl}${path}`,
      headers: { authorization: `Bearer ${venue.key}` },
    })
    .catch((error: unknown) => error);
}

describe('one HTTP exchange', () => {
  test('answers with status and text', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    expect(await get(client.client.http, venue)).toEqual({ status: 200, text: '{"rows":{}}' });
  });

  test('with any status is an answer, for calls that want it', async () => {
    await using venue = await TestVenue.start();
    venue.faults.rest = { status: 429, body: '{"why":"no"}', retryAfter: '7' };
    await using client = new TestClient(venue);
    const url = `${venue.restUrl}/hello`;
    const answer = client.client.http.request({ method: 'GET', url, acceptsAnyStatus: true });
    expect(await answer).toEqual({ status: 429, text: '{"why":"no"}', retryAfter: 7000 });
  });

  test('tells the venue’s clock, where its messages do not and no cache has answered', async () => {
    await using venue = await TestVenue.start();
    const ahead = new Date(Date.now() + 300_000);
    venue.faults.restDate = ahead.toUTCString();
    await using client = new TestClient(venue, {
      adapt: (tables) => ({ ...tables, hasHttpClock: true }),
    });
    await using other = new TestClient(venue);
    await Promise.all([client, other].map((one) => get(one.client.http, venue)));
    expect(Math.abs(client.client.venueTime - ahead.getTime())).toBeLessThan(60_000);
    expect(client.health().clockOffset).toBeGreaterThan(200_000);
    expect(other.health().clockOffset).toBeUndefined();
    // A clock that was set is known from the first answer, although it is no hour off.
    venue.faults.restDate = new Date(ahead.getTime() - 40_000).toUTCString();
    await get(client.client.http, venue);
    expect(client.health().clockOffset).toBeLessThan(270_000);
    venue.faults.restDate = 'yesterday, or so';
    await get(client.client.http, venue);
    expect(client.health().clockOffset).toBeGreaterThan(200_000);
  });

  test.each([401, 403])('promise 8: %i is the credential’s fault', async (status) => {
    await using venue = await TestVenue.start();
    venue.faults.rest = { status, body: 'go away' };
    await using client = new TestClient(venue);
    const error = await get(client.client.http, venue);
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ retryable: false, venue: 'test-venue' });
  });

  test.each([
    { status: 400, retryable: false },
    { status: 404, retryable: false },
    { status: 408, retryable: true },
    { status: 409, retryable: false },
    { status: 429, retryable: true },
    { status: 500, retryable: true },
    { status: 503, retryable: true },
  ])(
    'promise 8: whether $status may be tried again is told: $retryable',
    async ({ status, retryable }) => {
      await using venue = await TestVenue.start();
      venue.faults.rest = { status, body: 'the reason', retryAfter: '7' };
      await using client = new TestClient(venue);
      const error = await get(client.client.http, venue);
      expect(error).toBeInstanceOf(HttpError);
      expect(error).toMatchObject({ status, retryable, retryAfter: 7000 });
      expect(String(error)).toContain('the reason');
    },
  );

  test('promise 7: a network that fails is an error without a status, with the cause', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    await venue.stop();
    const error = await get(client.client.http, venue);
    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({ status: undefined, retryable: true });
    expect(error).toHaveProperty('cause.cause.code', 'ECONNREFUSED');
  });

  test('promise 11: no query is shown in an error', async () => {
    await using venue = await TestVenue.start();
    venue.faults.rest = { status: 500, body: '' };
    await using client = new TestClient(venue);
    const error = await get(client.client.http, venue, '/hello?signature=abcdef');
    expect(String(error)).toContain('/hello');
    expect(String(error)).not.toContain('abcdef');
  });

  test('promise 7: the caller’s own signal ends it with its reason', async () => {
    await using venue = await TestVenue.start();
    venue.faults.withholdRest = true;
    await using client = new TestClient(venue);
    const abort = new AbortController();
    const call = client.client.http
      .request({ method: 'GET', url: `${venue.restUrl}/hello`, signal: abort.signal })
      .catch((error: unknown) => error);
    await venue.until(() => venue.requests.length === 1);
    const reason = new Error('changed my mind');
    abort.abort(reason);
    expect(await call).toBe(reason);
  });

  test('a body is sent as it is', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const url = `${venue.restUrl}/echo`;
    const headers = { authorization: `Bearer ${venue.key}` };
    const answer = await client.client.http.request({
      method: 'POST',
      url,
      headers,
      body: 'héllo',
    });
    expect(answer.text).toBe('héllo');
  });
});
