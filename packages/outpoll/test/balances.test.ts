import type { OutpollSimulator } from '@venuewire/simulator';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import type { Balance, Balances } from '../src/index.ts';
import { examples } from './fixtures/examples.ts';
import { startScripted } from './support/start-scripted.ts';
import { start } from './support/start.ts';
import { sentTo } from './support/wire.ts';

/** Of each asset what is sure in both forms, the snapshot and the delta. */
function shown(state: Balances | undefined): unknown {
  return state?.balances.map(({ assetId, balance, free }) => [assetId, balance, free]);
}

function truth(venue: OutpollSimulator): unknown {
  return venue.balances.map(({ assetId, balance, free }) => [assetId, balance, free]);
}

function isRight(venue: OutpollSimulator) {
  return (reader: Reader<Balances>): boolean =>
    JSON.stringify(shown(reader.state())) === JSON.stringify(truth(venue));
}

describe('balances', () => {
  it('begin with the acknowledgement of AUTH, which is the full state; nothing else is sent', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.balances());
    await reader.live();
    expect(reader.items).toMatchObject([
      { type: 'data', snapshot: true },
      { type: 'status', status: 'live' },
    ]);
    expect(shown(reader.state())).toEqual(truth(world.venue));
    expect(sentTo(world.venue).map(({ t }) => t)).toEqual(['AUTH']);
  });

  it.each(['bare', 'wrapped'] as const)(
    'go on with the assets that change, in a message that is %s',
    async (balanceDelta) => {
      await using world = await start({ venue: { variants: { balanceDelta } } });
      await using reader = new Reader(world.client.balances());
      await reader.live();
      const { id } = world.venue.placeOrder({
        outcomeId: world.outcomeId,
        side: 'BUY',
        price: 0.5,
        quantity: 100,
      });
      world.venue.fillOrder(id);
      world.venue.deposit(10);
      await reader.until(isRight(world.venue));
      const bought = world.venue.balances.at(-1);
      expect(reader.state()?.balances.at(-1)).toMatchObject({
        assetId: bought?.assetId,
        balance: 100,
        averageOpenPrice: bought?.averageOpenPrice,
        cost: bought?.cost,
        userId: 'user-id',
      });
      expect(world.client.health().counters.unknown).toBe(0);
    },
  );

  it.each(['number', 'null'] as const)('may have a cost of cash that is %s', async (cashCost) => {
    await using world = await start({ venue: { variants: { cashCost } } });
    await using reader = new Reader(world.client.balances());
    await reader.live();
    world.venue.deposit(10);
    await reader.until(({ events }) => events.length === 1);
    const [row] = reader.events.flatMap(({ data }) => data.balances);
    expect(typeof row?.cost).toBe(cashCost === 'null' ? 'object' : 'number');
    expect(world.client.health().counters.invalid).toBe(0);
  });

  it('are the snapshot’s where it has an asset under `i`, and the delta’s under `a`', async () => {
    await using world = await startScripted({
      receive(peer) {
        peer.send(examples.balances.success);
        peer.send({ a: '078dcd98-928d-479f-8110-ff6d27e44de2', b: 1, f: 0.5, aop: 2, c: 3 });
        peer.send(examples.balances.delta);
      },
    });
    await using reader = new Reader(world.client.balances());
    await reader.until((one) => one.state()?.balances.length === 2);
    expect(reader.state()?.balances).toEqual<Balance[]>([
      {
        assetId: '078dcd98-928d-479f-8110-ff6d27e44de2',
        balance: 1,
        free: 0.5,
        averageOpenPrice: 2,
        cost: 3,
      },
      {
        assetId: 'asset-id',
        userId: 'user-id',
        balance: 1200.5,
        free: 1150,
        averageOpenPrice: 0.5,
        cost: 50,
      },
    ]);
  });

  it('are recovered after a break by the next acknowledgement', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.balances());
    await reader.live();
    world.venue.faults.drop();
    world.venue.deposit(500);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.story).toEqual([
      'snapshot',
      'live',
      'gap disconnect complete',
      'snapshot',
      'live',
    ]);
    expect(shown(reader.state())).toEqual(truth(world.venue));
  });

  it('of which a message cannot be read are told anew, on a new connection', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.balances());
    await reader.live();
    world.venue.faults.truncateFrame();
    world.venue.deposit(500);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.gaps).toMatchObject([{ reason: 'invalid-frame', recovery: 'complete' }]);
    expect(shown(reader.state())).toEqual(truth(world.venue));
    expect(world.venue.dials).toHaveLength(2);
  });

  it('that cannot be read at all are asked for again and again, and never passed off as none', async () => {
    let dials = 0;
    await using world = await startScripted(
      {
        receive(peer) {
          dials += 1;
          peer.send({ t: 'success', d: { l: dials < 3 ? 'none' : [{ i: 'x', b: 1, f: 1 }] } });
        },
      },
      { timing: { snapshot: 50 } },
    );
    await using reader = new Reader(world.client.balances());
    await reader.live();
    expect(reader.data.map(({ data }) => data)).toEqual([
      { balances: [{ assetId: 'x', balance: 1, free: 1 }] },
    ]);
    expect(dials).toBe(3);
  });

  it('that come before AUTH is acknowledged are nobody’s, and cost nothing', async () => {
    await using world = await startScripted({
      receive(peer) {
        peer.send(examples.balances.delta);
        peer.send(examples.balances.success);
      },
    });
    await using reader = new Reader(world.client.balances());
    await reader.live();
    expect(reader.state()?.balances).toHaveLength(1);
    expect(world.venue.peers).toHaveLength(1);
  });

  it('that come in full again replace what was', async () => {
    await using world = await startScripted();
    await using reader = new Reader(world.client.balances());
    await reader.live();
    world.venue.peer.send(examples.balances.delta);
    await reader.until((one) => one.state()?.balances.length === 1);
    world.venue.peer.send({ t: 'SUCCESS', d: { l: [] } });
    await reader.until((one) => one.state()?.balances.length === 0);
    expect(reader.data.at(-1)).toMatchObject({ snapshot: true });
  });

  it('of an unknown kind are counted, and nothing else', async () => {
    await using world = await start({
      venue: { variants: { unknownMessages: 'sent', extraFields: 'sent' } },
    });
    await using reader = new Reader(world.client.balances());
    await reader.live();
    world.venue.deposit(1);
    await reader.until(isRight(world.venue));
    expect(world.client.health().counters).toMatchObject({ unknown: 1, invalid: 0, gaps: 0 });
  });
});
