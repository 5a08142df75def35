import { describe, expect, test } from 'vitest';

import { manualClock, outpollSimulator } from '../../src/index.ts';
import type { OutpollEndpoint } from '../../src/index.ts';
import { examples, signatureVector } from './examples.ts';
import { OutpollClient, authentication, sign, unixSeconds } from './test-client.ts';
import type { Signing } from './test-client.ts';

const refused = JSON.parse(examples.orderUpdates.refused) as unknown;
const privateEndpoints = ['orderUpdates', 'balanceUpdates', 'orderFeed'] as const;

describe('AUTH', () => {
  test('the signature of the vector is accepted', async () => {
    const { secret, timestamp, signature } = signatureVector;
    const clock = manualClock(Number(timestamp) * 1000);
    await using venue = await outpollSimulator({ clock, keys: [{ apiKey: 'op_k_1', secret }] });
    await using client = await OutpollClient.open(venue, 'orderUpdates');
    client.send({ t: 'AUTH', d: { apiKey: 'op_k_1', signature, timestamp } });
    await client.take('success');
    expect(venue.connections).toMatchObject([{ key: 'op_k_1' }]);
  });

  test.for(privateEndpoints)('%s takes a signature of its own path', async (endpoint) => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.enter(venue, endpoint);
    expect(venue.connections).toMatchObject([{ endpoint, key: venue.key }]);
    expect(client.messages).toHaveLength(1);
  });

  test('a padded secret is the same secret', async () => {
    const keys = [{ apiKey: 'op_k_1', secret: 'dGVzdF9zZWNyZXRfMTIzNDU2Nzg=' }];
    await using venue = await outpollSimulator({ keys });
    await using client = await OutpollClient.enter(venue, 'orderFeed', {
      secret: signatureVector.secret,
    });
    expect(client.messages).toHaveLength(1);
  });

  const wrong: readonly { readonly what: string; readonly signing: Signing }[] = [
    { what: 'an unknown key', signing: { apiKey: 'op_k_other' } },
    { what: 'another secret', signing: { secret: 'b3RoZXI' } },
    { what: 'a time in milliseconds', signing: { timestamp: String(Date.now()) } },
    { what: 'no time', signing: { timestamp: '' } },
  ];
  test.for(wrong)('$what is refused with the documented error', async ({ signing }) => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.open(venue, 'orderUpdates');
    client.send(authentication(venue, 'orderUpdates', signing));
    expect(await client.next()).toEqual(refused);
    expect(venue.connections).toMatchObject([{ key: '' }]);
  });

  test('a signature of another path, and a padded one, are refused', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.open(venue, 'balanceUpdates');
    client.send(authentication(venue, 'orderUpdates'));
    expect(await client.next()).toEqual(refused);
    const { d } = authentication(venue, 'balanceUpdates') as { d: { signature: string } };
    client.send({ t: 'AUTH', d: { ...d, signature: `${d.signature}=` } });
    expect(await client.next()).toEqual(refused);
  });

  test('a timestamp that is a number is refused', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.open(venue, 'orderUpdates');
    const { d } = authentication(venue, 'orderUpdates') as { d: { timestamp: string } };
    client.send({ t: 'AUTH', d: { ...d, timestamp: Number(d.timestamp) } });
    expect(await client.next()).toEqual(refused);
  });

  test.for([
    { seconds: -30, accepted: true },
    { seconds: 30, accepted: true },
    { seconds: -31, accepted: false },
    { seconds: 31, accepted: false },
  ])('a timestamp $seconds s off: accepted $accepted', async ({ seconds, accepted }) => {
    const clock = manualClock(1_712_500_000_000);
    await using venue = await outpollSimulator({ clock });
    await using client = await OutpollClient.open(venue, 'orderFeed');
    const timestamp = String(1_712_500_000 + seconds);
    client.send(authentication(venue, 'orderFeed', { timestamp }));
    expect(await client.next()).toMatchObject({ t: accepted ? 'SUCCESS' : 'error' });
  });

  test("it is the venue's clock that counts", async () => {
    const clock = manualClock(1_712_500_000_000);
    await using venue = await outpollSimulator({ clock });
    venue.faults.clockSkew(60_000);
    await using client = await OutpollClient.open(venue, 'orderFeed');
    client.send(authentication(venue, 'orderFeed', { timestamp: '1712500000' }));
    client.send(authentication(venue, 'orderFeed', { timestamp: '1712500060' }));
    expect(await client.flushed()).toMatchObject([{ t: 'error' }, { t: 'SUCCESS' }]);
  });

  test.for(privateEndpoints)(
    'before it, %s says nothing and takes nothing else',
    async (endpoint) => {
      await using venue = await outpollSimulator();
      await using client = await OutpollClient.open(venue, endpoint);
      venue.faults.flood(50);
      expect(await client.flushed()).toEqual([]);
      client.send({ t: 'SUBSCRIBE' });
      expect(await client.next()).toEqual(refused);
    },
  );

  test('after it, there is nothing else to be asked for', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.enter(venue, 'orderUpdates');
    client.send({ t: 'SUBSCRIBE' });
    expect(await client.next()).toEqual({ t: 'error', d: { error: 'Unknown message type' } });
  });

  test('a connection whose AUTH was refused can try again', async () => {
    await using venue = await outpollSimulator({ variants: { afterAuthError: 'open' } });
    await using client = await OutpollClient.open(venue, 'orderUpdates');
    client.send(examples.auth);
    client.send(authentication(venue, 'orderUpdates'));
    expect(await client.flushed()).toMatchObject([refused, { t: 'success' }]);
  });

  test('afterAuthError closed: the venue hangs up', async () => {
    await using venue = await outpollSimulator({ variants: { afterAuthError: 'closed' } });
    await using client = await OutpollClient.open(venue, 'orderUpdates');
    client.send(examples.auth);
    expect(await client.closed).toMatchObject({ code: 1008 });
    expect(client.messages).toEqual([refused]);
  });

  test.for(['revokeKey', 'blockKey'] as const)(
    '%s() closes the connections of the key and refuses it until it is undone',
    async (fault) => {
      const keys = ['one', 'two'].map((apiKey) => ({ apiKey, secret: signatureVector.secret }));
      await using venue = await outpollSimulator({ keys });
      await using one = await OutpollClient.enter(venue, 'orderUpdates', { apiKey: 'one' });
      await using two = await OutpollClient.enter(venue, 'orderUpdates', { apiKey: 'two' });
      await using anyone = await OutpollClient.open(venue, 'lastTrades');
      const undo = venue.faults[fault]('one');
      expect(await one.closed).toMatchObject({ code: 1008 });
      await using again = await OutpollClient.open(venue, 'orderUpdates');
      again.send(authentication(venue, 'orderUpdates', { apiKey: 'one' }));
      expect(await again.next()).toEqual(refused);
      expect(await two.flushed()).toHaveLength(1);
      expect(await anyone.flushed()).toEqual([]);
      undo();
      again.send(authentication(venue, 'orderUpdates', { apiKey: 'one' }));
      await again.take('success');
    },
  );

  test('signatures are over timestamp, method and path', () => {
    const { secret, timestamp, path, signature } = signatureVector;
    expect(sign(secret, `${timestamp}GET${path}`)).toBe(signature);
    expect(unixSeconds(1_712_500_000_999)).toBe(timestamp);
  });

  test('a private endpoint is one that asks for it', async () => {
    await using venue = await outpollSimulator();
    const open: readonly OutpollEndpoint[] = [
      'orderBook',
      'chanceHistory',
      'activityFeed',
      'lastTrades',
    ];
    for (const endpoint of open) {
      await using client = await OutpollClient.open(venue, endpoint);
      client.send(authentication(venue, endpoint));
      expect(JSON.stringify(await client.take('error'))).toContain('Unknown message type');
    }
  });
});
