import { describe, expect, it } from 'vitest';

import { jsonLines } from './support/json-lines.ts';
import { Sample } from './support/sample.ts';

const patience = { timeout: 30_000 };

describe('the end', patience, () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'comes with %s: the summary, and exit code 0',
    async (signal) => {
      await using sample = new Sample(['--venue', 'collective2']);
      await sample.until(/signals 101 +(buy|sell)/);
      sample.kill(signal);
      expect(await sample.ended()).toEqual([0, null]);
      expect(sample.output).toMatch(/signals 101 +\d+ +\d+ .*\n/);
      expect(sample.output).toContain('No event was lost silently, none came twice');
      expect(sample.errors).toBe('');
    },
  );

  it('waits, where Ctrl-C comes during the cut, for what was published meanwhile', async () => {
    await using sample = new Sample(['--venue', 'collective2', '--json', '--seconds', '1.5']);
    await sample.until('"status":"waiting"');
    sample.kill('SIGINT');
    // A few attempts later comes another one: npm hands on what the terminal has sent already.
    await sample.until(/(?:"status":"waiting"[^]*){9}/);
    sample.kill('SIGINT');
    expect(await sample.ended()).toEqual([0, null]);
    const { summary, rows } = jsonLines(sample);
    expect(summary).toMatchObject({ lost: 0, duplicated: 0 });
    expect(rows.get('strategy.signal:101')).toMatchObject({ published: 8, received: 8 });
  });

  it('comes quietly when nobody reads any more', async () => {
    await using sample = new Sample(['--venue', 'collective2', '--json', '--seconds', '1.5']);
    await sample.until('\n');
    sample.closeOutput();
    expect(await sample.ended()).toEqual([0, null]);
    expect(sample.errors).not.toMatch(/EPIPE|at .*\.ts/);
  });
});

describe('standard output', patience, () => {
  it('has with --json nothing but objects: items with venue and channel, and at last the summary', async () => {
    await using sample = new Sample(['--venue', 'collective2', '--json', '--seconds', '1']);
    expect(await sample.ended()).toEqual([0, null]);
    const { items, summary } = jsonLines(sample);
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) {
      expect(['data', 'gap', 'status']).toContain(item.type);
      expect(item).toMatchObject({
        venue: 'collective2',
        channel: expect.stringMatching(/^strategy\.\w+:\d+$/),
      });
    }
    const data = items.filter(({ type }) => type === 'data');
    expect(summary).toMatchObject({ type: 'summary', received: data.length });
  });

  it('has plain words in columns otherwise: time, venue, channel, content', async () => {
    await using sample = new Sample(['--venue', 'collective2', '--seconds', '0.5']);
    expect(await sample.ended()).toEqual([0, null]);
    const line =
      /^\d\d:\d\d:\d\d  collective2  signals 101      (buy|sell) \d+ \S+ to (open|close).*$/m;
    expect(sample.output).toMatch(line);
    expect(sample.output).toMatch(
      /published +received +replayed +snapshots +gaps +lost +duplicated/,
    );
  });
});
