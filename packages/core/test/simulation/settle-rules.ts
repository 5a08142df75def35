import type { Connection } from '../../src/engine/connection.ts';
import type { Consumer } from '../../src/engine/consumer.ts';
import type { Upstream } from '../../src/engine/upstream.ts';
import type { Timing } from '../../src/timing.ts';
import { Violation } from './violation.ts';

/** Milliseconds for what happens in the same turn of the event loop, or the next. */
const slack = 10;
const redone = 60_000;

export interface SettleRulesOptions {
  readonly timing: (endpoint: string) => Timing;
  readonly now: () => number;
  /** Until when the client's process stands still. */
  readonly frozenUntil: () => number;
}

/** Promise 7: what is granted makes its readers live within the deadline of its recovery, or asks for help. */
export class SettleRules {
  readonly #options: SettleRulesOptions;
  /** Since when each waits although its subscription is granted. */
  #since: ReadonlyMap<Consumer, number> = new Map();

  constructor(options: SettleRulesOptions) {
    this.#options = options;
  }

  /** After each turn of the engine. */
  check(connections: Iterable<Connection>): void {
    const { now, frozenUntil } = this.#options;
    const before = this.#since;
    const waiting = new Map<Consumer, number>();
    this.#since = waiting;
    for (const [upstream, consumer] of unsettledIn(connections)) {
      const since = before.get(consumer) ?? now();
      waiting.set(consumer, since);
      const waits = now() - Math.max(since, frozenUntil());
      if (waits > this.#limit(upstream))
        throw new Violation(`${upstream.key} is granted, and unsettled for ${waits} ms`);
    }
  }

  /** A repair may have to wait before it asks; one that subscribes anew, behind other requests too. */
  #limit({ channel, recovery, connection }: Upstream): number {
    const { snapshot, recovery: rest, backoffCap } = this.#options.timing(channel.endpoint);
    const { mode } = recovery;
    const isRefreshed = mode === 'snapshot' && (recovery.isOptional || connection?.canRefresh);
    const isRedone = mode === 'replay' || (mode === 'snapshot' && !isRefreshed);
    if (isRedone || channel.cadence !== 'none') return redone;
    if (mode === 'snapshot') return backoffCap + snapshot + slack;
    return (mode === 'none' ? 0 : backoffCap + rest) + slack;
  }
}

function* unsettledIn(connections: Iterable<Connection>): Generator<readonly [Upstream, Consumer]> {
  for (const { upstreams } of connections)
    for (const upstream of upstreams)
      for (const consumer of upstream.state === 'live' ? upstream.readers : [])
        if (!consumer.isLive && !consumer.isHeld) yield [upstream, consumer];
}
