import { describe, expect, it } from 'vitest';

import type { Channel, Shown } from '../src/channel.ts';
import { Ledger, placeOf } from '../src/ledger.ts';

const nothing: AsyncIterable<Shown> = (async function* none() {})();
const signals: Channel = {
  venue: 'collective2',
  name: 'strategy.signal:1',
  label: 'signals 1',
  nature: 'log',
  items: nothing,
};
const positions: Channel = { ...signals, name: 'strategy.positions:1', nature: 'state' };

function signal(key: string, replayed = false): Shown {
  const item = { data: {}, snapshot: false, replayed, late: false, receivedAt: 0, id: key };
  return { type: 'data', item: { type: 'data', ...item }, words: key, key };
}

function gap(recovery: 'complete' | 'none'): Shown {
  return { type: 'gap', item: { type: 'gap', reason: 'disconnect', since: 0, recovery } };
}

describe('the ledger', () => {
  it('counts as lost each published id that was not handled', () => {
    const ledger = new Ledger([signals]);
    for (const id of ['a', 'c']) ledger.add(signals, signal(id));
    const published = new Map([[placeOf(signals), ['a', 'b', 'c', 'd']]]);
    expect(ledger.summary(published)).toMatchObject({ received: 2, lost: 2, duplicated: 0 });
  });

  it('counts as duplicated each time that an id was handled again', () => {
    const ledger = new Ledger([signals]);
    for (const id of ['a', 'b', 'a', 'a']) ledger.add(signals, signal(id, id === 'a'));
    const summary = ledger.summary(new Map([[placeOf(signals), ['a', 'b']]]));
    expect(summary).toMatchObject({ received: 4, lost: 0, duplicated: 2 });
    expect(summary.channels).toMatchObject([{ received: 4, replayed: 3, duplicated: 2 }]);
  });

  it('knows that a log can hold the same twice', () => {
    const ledger = new Ledger([signals]);
    for (const key of ['a', 'a', 'b']) ledger.add(signals, signal(key));
    const published = new Map([[placeOf(signals), ['a', 'a', 'b', 'b']]]);
    expect(ledger.summary(published)).toMatchObject({ received: 3, lost: 1, duplicated: 0 });
  });

  it('takes no update of a state for lost, and knows no loss where nobody tells what was published', () => {
    const ledger = new Ledger([signals, positions]);
    const published = new Map([[placeOf(positions), ['a', 'b']]]);
    expect(ledger.summary(published)).toMatchObject({
      lost: 0,
      channels: [{ lost: 0 }, { published: 2, lost: null }],
    });
    expect(ledger.summary(undefined)).toMatchObject({ lost: null, channels: [{ lost: null }, {}] });
  });

  it('takes for silent what is lost without a gap that says so', () => {
    const published = new Map([[placeOf(signals), ['a', 'b']]]);
    const silent = new Ledger([signals]);
    silent.add(signals, gap('complete'));
    expect(silent.summary(published)).toMatchObject({ lost: 2, silent: 2 });
    const told = new Ledger([signals]);
    told.add(signals, gap('none'));
    expect(told.summary(published)).toMatchObject({ lost: 2, silent: 0 });
  });

  it('keeps channels of the same name apart by their venues', () => {
    const other: Channel = { ...signals, venue: 'another' };
    const ledger = new Ledger([signals, other]);
    ledger.add(other, signal('a'));
    const published = new Map([[placeOf(signals), ['a']]]);
    expect(ledger.summary(published)).toMatchObject({ received: 1, lost: 1 });
  });

  it('knows when the newest signal was handled', () => {
    const ledger = new Ledger([signals, positions]);
    const published = new Map([
      [placeOf(signals), ['a', 'b']],
      [placeOf(positions), ['c']],
    ]);
    ledger.add(signals, signal('a'));
    expect(ledger.hasNewest(published)).toBe(false);
    ledger.add(signals, signal('b'));
    expect(ledger.hasNewest(published)).toBe(true);
  });
});
