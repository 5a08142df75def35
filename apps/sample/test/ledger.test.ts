import { describe, expect, it } from 'vitest';

import type { Channel, ChannelItem } from '../src/channels.ts';
import { Ledger } from '../src/ledger.ts';

const nothing: AsyncIterable<ChannelItem> = (async function* none() {})();
const signals: Channel = {
  venue: 'collective2',
  name: 'strategy.signal:1',
  label: 'signals 1',
  nature: 'log',
  items: nothing,
};
const positions: Channel = { ...signals, name: 'strategy.positions:1', nature: 'state' };

function signal(id: string, replayed = false): ChannelItem {
  const data = { strategyId: 1, payload: {} };
  return { type: 'data', data, snapshot: false, replayed, late: false, receivedAt: 0, id };
}

describe('the ledger', () => {
  it('counts as lost each published id that was not handled', () => {
    const ledger = new Ledger([signals]);
    for (const id of ['a', 'c']) ledger.add(signals, signal(id));
    const published = new Map([[signals.name, ['a', 'b', 'c', 'd']]]);
    expect(ledger.summary(published)).toMatchObject({ received: 2, lost: 2, duplicated: 0 });
  });

  it('counts as duplicated each time that an id was handled again', () => {
    const ledger = new Ledger([signals]);
    for (const id of ['a', 'b', 'a', 'a']) ledger.add(signals, signal(id, id === 'a'));
    const summary = ledger.summary(new Map([[signals.name, ['a', 'b']]]));
    expect(summary).toMatchObject({ received: 4, lost: 0, duplicated: 2 });
    expect(summary.channels).toMatchObject([{ received: 4, replayed: 3, duplicated: 2 }]);
  });

  it('takes no update of a state for lost, and knows no loss where nobody tells what was published', () => {
    const ledger = new Ledger([signals, positions]);
    const published = new Map([[positions.name, ['a', 'b']]]);
    expect(ledger.summary(published)).toMatchObject({
      lost: 0,
      channels: [{ lost: 0 }, { published: 2, lost: null }],
    });
    expect(ledger.summary(undefined)).toMatchObject({ lost: null, channels: [{ lost: null }, {}] });
  });

  it('knows when the newest signal was handled', () => {
    const ledger = new Ledger([signals, positions]);
    const published = new Map([
      [signals.name, ['a', 'b']],
      [positions.name, ['c']],
    ]);
    ledger.add(signals, signal('a'));
    expect(ledger.hasNewest(published)).toBe(false);
    ledger.add(signals, signal('b'));
    expect(ledger.hasNewest(published)).toBe(true);
  });
});
