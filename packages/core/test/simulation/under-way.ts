import { defaultTiming } from '../../src/timing.ts';
import type { Link } from './network.ts';
import { endpointOf, type Table } from './table.ts';
import type { Timeline } from './timeline.ts';
import type { Request } from './wire.ts';

interface Asked {
  readonly link: Link;
  readonly key: string;
  readonly id: string;
  readonly at: number;
}

/**
 * The subscribes that the venue has not taken up yet. Where no acknowledgement is required, a client counts one as
 * granted after a while, and cannot know of what happens before it is.
 */
export class UnderWay {
  readonly #table: Table;
  readonly #timeline: Timeline;
  #asked: Asked[] = [];

  constructor(table: Table, timeline: Timeline) {
    this.#table = table;
    this.#timeline = timeline;
  }

  sent(link: Link, text: string): void {
    const { t, c = '', k = '', r: id = '' } = JSON.parse(text) as Request;
    if (t !== 'sub' || endpointOf(this.#table, link.endpoint).acknowledgement === 'required')
      return;
    this.#asked.push({ link, key: `${c}:${k}`, id, at: this.#timeline.now });
  }

  /** It has its effect, or is refused. */
  takenUp(id: string | undefined): void {
    this.#asked = this.#asked.filter((asked) => asked.id !== id && !asked.link.isOver);
  }

  /** Whether the client counts it as granted already. */
  isOverdue(key: string): boolean {
    const { now } = this.#timeline;
    return this.#asked.some(
      (asked) => asked.key === key && now >= asked.at + this.#deadline(asked.link),
    );
  }

  #deadline({ endpoint }: Link): number {
    return endpointOf(this.#table, endpoint).timing.acknowledge ?? defaultTiming.acknowledge;
  }
}
