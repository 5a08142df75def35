import { describe, expect, test } from 'vitest';

import { collective2Simulator } from '../../src/index.ts';
import { TestClient, seqIds, subscription } from './test-client.ts';

describe('resume_from', () => {
  test('the ack comes first, then all that was missed in order, then live signals', async () => {
    await using venue = await collective2Simulator();
    const seen = venue.publishSignal(1);
    const missed = [venue.publishSignal(1), venue.publishSignal(1)];
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1, { resume_from: seen.seqId }));
    await venue.until(() => venue.connections[0]?.subscriptions.length === 1);
    const live = venue.publishSignal(1);
    expect(await client.take('subscription.ack')).toMatchObject({ request_id: 'my-sub-001' });
    await client.until(() => client.messages.length === 5);
    expect(seqIds(client.messages)).toEqual([...missed, live].map((signal) => signal.seqId));
  });

  test('a restart keeps the port and what was published', async () => {
    await using venue = await collective2Simulator();
    const { url } = venue;
    const client = await TestClient.open(url);
    client.send(subscription(1));
    await client.take('subscription.ack');
    const seen = venue.publishSignal(1);
    const restarted = venue.faults.restart(5);
    expect(await client.closed).toMatchObject({ code: 1006 });
    const missed = venue.publishSignal(1);
    await restarted;
    await using again = await TestClient.open(url);
    again.send(subscription(1, { resume_from: seen.seqId }));
    await again.take('subscription.ack');
    expect(await again.take('strategy.signal')).toMatchObject({ seq_id: missed.seqId });
  });
});
