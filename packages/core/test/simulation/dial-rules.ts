import type { EngineEvent } from '../../src/engine/effects.ts';
import type { Session } from '../../src/engine/session.ts';
import type { SocketEnd } from '../../src/platform.ts';
import type { Timing } from '../../src/timing.ts';
import type { Consequence } from '../../src/venue.ts';
import { endpointOf, type Table } from './table.ts';
import { Violation } from './violation.ts';

/** What promise 8 says about one connection, kept beside the engine. */
interface DialRecord {
  readonly endpoint: string;
  failures: number;
  readyAt: number | undefined;
  isUnderWay: boolean;
  /** The next dial comes at `start` plus a part of `bound` that was drawn at the moment of the loss. */
  wait: { readonly start: number; readonly bound: number; readonly draws: readonly number[] };
}

/** How a connection ends: by itself, or because what the venue said ends it. */
export type Ending = SocketEnd | { readonly refused: Consequence };

const tolerance = 1e-6;

/** When a client dials, and how often. */
export class DialRules {
  readonly #timing: (endpoint: string) => Timing;
  readonly #table: Table;
  readonly #connections: (endpoint: string) => number;
  readonly #now: () => number;
  readonly #records = new Map<number, DialRecord>();
  readonly #active = new Set<Session>();
  #draws: number[] = [];
  #drawnAt = 0;
  #end: Ending | undefined;

  constructor(
    timing: (endpoint: string) => Timing,
    table: Table,
    connections: (endpoint: string) => number,
    now: () => number,
  ) {
    this.#timing = timing;
    this.#table = table;
    this.#connections = connections;
    this.#now = now;
  }

  drew(value: number): void {
    this.#drawsOfNow().push(value);
  }

  dial(session: Session): void {
    const { connection, endpoint } = session;
    const record = this.#records.get(connection);
    if (record) this.#redial(record, connection);
    else {
      const wait = { start: this.#now(), bound: 0, draws: [] };
      const fresh = { endpoint, failures: 0, readyAt: undefined, isUnderWay: true, wait };
      this.#records.set(connection, fresh);
    }
    this.#active.add(session);
    const open = [...this.#active].filter((other) => other.endpoint === endpoint);
    if (open.length > this.#connections(endpoint)) {
      throw new Violation(`${open.length} connections of ${endpoint} at once`);
    }
  }

  abandoned(session: Session): void {
    if (!this.#active.delete(session)) throw new Violation('a session was let go of twice');
  }

  /** How it may end now, before the engine is told. */
  ending(end: Ending | undefined): void {
    this.#end = end;
  }

  event(event: EngineEvent): void {
    if (!('connection' in event)) return;
    const record = this.#records.get(event.connection);
    if (!record) return;
    if (event.type === 'ready') record.readyAt = this.#now();
    if (event.type === 'lost') this.#lost(record);
    if (event.type === 'released') this.#released(record);
    if (event.type === 'waiting') this.#waiting(record, event.delay);
  }

  #drawsOfNow(): number[] {
    const now = this.#now();
    if (this.#drawnAt !== now) this.#draws = [];
    this.#drawnAt = now;
    return this.#draws;
  }

  #redial(record: DialRecord, connection: number): void {
    if (record.isUnderWay) throw new Violation(`connection ${connection} is dialled twice`);
    record.isUnderWay = true;
    const early = earliestOf(record) - this.#now();
    if (early > tolerance) {
      throw new Violation(`connection ${connection} is dialled ${early} ms before its time`);
    }
  }

  #settle(record: DialRecord): void {
    const { readyAt } = record;
    const { stable } = this.#timing(record.endpoint);
    if (readyAt !== undefined && this.#now() - readyAt >= stable) record.failures = 0;
    record.readyAt = undefined;
    record.isUnderWay = false;
  }

  #released(record: DialRecord): void {
    this.#settle(record);
    record.wait = { start: this.#now(), bound: 0, draws: [] };
  }

  #lost(record: DialRecord): void {
    this.#settle(record);
    const consequence = this.#consequence(record.endpoint);
    const retryAfter = this.#end && 'retryAfter' in this.#end ? this.#end.retryAfter : undefined;
    const { backoffBase, backoffCap } = this.#timing(record.endpoint);
    const { failures } = record;
    if (consequence !== 'fatal') record.failures += 1;
    const start = this.#now() + Number(retryAfter ?? 0) * 1000;
    // What is fatal is not retried: whoever joins later dials anew.
    const isAtOnce =
      consequence === 'fatal' || (failures === 0 && consequence === undefined && !retryAfter);
    const bound = Math.min(backoffCap, backoffBase * 2 ** Math.max(0, failures - 1));
    record.wait = { start, bound: isAtOnce ? 0 : bound, draws: this.#drawsOfNow() };
  }

  #consequence(endpoint: string): Consequence | undefined {
    const end = this.#end ?? {};
    if ('refused' in end) return end.refused;
    const { failures } = endpointOf(this.#table, endpoint);
    return failures.status[end.status ?? 0] ?? failures.close[end.code ?? 0];
  }

  #waiting(record: DialRecord, delay: number): void {
    const { start, bound, draws } = record.wait;
    const rest = delay - (start - this.#now());
    if (bound > 0 && draws.some((draw) => Math.abs(draw * bound - rest) < tolerance)) return;
    throw new Violation(`a wait of ${delay} ms, which the policy does not know`);
  }
}

function earliestOf({ wait: { start, bound, draws } }: DialRecord): number {
  if (bound === 0) return start;
  // Without a draw there was no jitter, and nothing that it could be dialled at.
  return start + Math.min(Number.POSITIVE_INFINITY, ...draws) * bound;
}
