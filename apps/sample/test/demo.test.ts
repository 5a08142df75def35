import { beforeAll, describe, expect, it } from 'vitest';

import { jsonLines, type Run } from './support/json-lines.ts';
import { Sample } from './support/sample.ts';

const patience = { timeout: 30_000 };
const signals = 'strategy.signal:101';

async function runWith(...args: readonly string[]): Promise<Run> {
  await using sample = new Sample(['--venue', 'collective2', '--json', ...args]);
  expect(await sample.ended()).toEqual([0, null]);
  expect(sample.errors).toContain('The demo cuts the connection to Collective2 now.');
  return jsonLines(sample);
}

async function runAll(): Promise<Run> {
  await using sample = new Sample(['--json', '--seconds', '3']);
  expect(await sample.ended()).toEqual([0, null]);
  return jsonLines(sample);
}

describe('the demo', patience, () => {
  let run: Run;
  beforeAll(async () => {
    run = await runWith('--seconds', '2');
  });

  it('cuts the connection while signals are published, and replays them', () => {
    expect(run.rows.get(signals)?.replayed).toBeGreaterThanOrEqual(4);
    const gap = { channel: signals, type: 'gap', reason: 'disconnect', recovery: 'complete' };
    expect(run.items).toContainEqual(expect.objectContaining(gap));
  });

  it('loses nothing and doubles nothing', () => {
    expect(run.summary).toMatchObject({ type: 'summary', lost: 0, duplicated: 0 });
    const row = run.rows.get(signals);
    expect(row).toMatchObject({ lost: 0, duplicated: 0 });
    expect(row?.published).toBeGreaterThanOrEqual(8);
    expect(row?.received).toBe(row?.published);
  });

  it('fetches the positions after the cut: a gap with recovery partial, then the state', () => {
    const channel = 'strategy.positions:101';
    const items = run.items.filter((item) => item.channel === channel);
    const gap = items.findIndex(({ type }) => type === 'gap');
    expect(items[gap]).toMatchObject({ reason: 'disconnect', recovery: 'partial' });
    expect(items[gap + 1]).toMatchObject({ type: 'data', snapshot: true });
  });

  it('sees that something is lost when the venue replays nothing, and is told by a gap', async () => {
    const { items, summary, rows } = await runWith('--seconds', '2', '--no-replay');
    expect(summary.lost).toBeGreaterThanOrEqual(4);
    expect(summary.duplicated).toBe(0);
    expect(rows.get(signals)).toMatchObject({ replayed: 0, lost: summary.lost });
    const gap = { channel: signals, type: 'gap', reason: 'replay-limit', recovery: 'partial' };
    expect(items).toContainEqual(expect.objectContaining(gap));
  });

  it('shows that a break before the first sequence has no cursor: a gap with recovery none', async () => {
    await using sample = new Sample(['--venue', 'collective2', '--seconds', '2']);
    expect(await sample.ended()).toEqual([0, null]);
    const gap = /signals 202 +GAP of [\d.]+ s \(disconnect\), recovery none: .*no cursor/;
    expect(sample.lines.filter((line) => gap.test(line))).toHaveLength(1);
    const breakAt = sample.lines.findIndex((line) => gap.test(line));
    const firstSignal = sample.lines.findIndex((line) => /signals 202 +(buy|sell)/.test(line));
    expect(breakAt).toBeLessThan(firstSignal);
  });

  it('makes the same market of the same seed, and another one of another', async () => {
    const idsOf = ({ items }: Run): unknown[] =>
      items
        .filter(({ type, channel }) => type === 'data' && channel === signals)
        .map(({ id }) => id);
    const again = idsOf(await runWith('--seconds', '1', '--seed', '42'));
    const other = idsOf(await runWith('--seconds', '1', '--seed', '8'));
    expect(again.slice(0, 4)).toEqual(idsOf(run).slice(0, 4));
    expect(other.slice(0, 4)).not.toEqual(idsOf(run).slice(0, 4));
  });
});

describe('the demo of all venues', patience, () => {
  let run: Run;
  beforeAll(async () => {
    run = await runAll();
  });

  it('loses nothing silently and doubles nothing', () => {
    expect(run.summary).toMatchObject({ type: 'summary', silent: 0, duplicated: 0 });
    const venues = new Set(run.summary.channels?.map(({ venue }) => venue));
    expect(venues).toEqual(new Set(['collective2', 'outpoll', 'rocketfi']));
  });

  it.each([
    ['collective2', 'strategy.signal:101', 'complete'],
    ['outpoll', 'orderBook', 'complete'],
    ['outpoll', 'orderUpdates', 'partial'],
    ['outpoll', 'lastTrades', 'none'],
    ['rocketfi', 'OrderEvents', 'complete'],
    ['rocketfi', 'OpenOrders', 'complete'],
  ])('cuts %s once, and %s recovers with the verdict %s', (venue, channel, recovery) => {
    const items = run.items.filter((item) => item.venue === venue && item.channel === channel);
    expect(items.filter(({ type }) => type === 'gap')).toMatchObject([
      { reason: 'disconnect', recovery },
    ]);
    expect(items.findLast(({ type }) => type === 'status')).toMatchObject({ status: 'live' });
  });
});
