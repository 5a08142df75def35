import type { DataItem } from '../item.ts';
import type { AnyChannel, DataMessage } from '../venue.ts';
import type { Context } from './context.ts';
import type { Replay } from './replay.ts';
import type { RestoredEvent, Row } from './restoration.ts';

/** Makes the items of one subscription, with their marks and their stable ids. */
export class ItemMaker {
  readonly #context: Context;
  readonly #place: { readonly channel: string; readonly topic: string };
  readonly #prefix: string;
  readonly #channelPrefix: string;
  readonly #lateAfter: number;

  constructor(channel: AnyChannel, topic: string, context: Context) {
    this.#context = context;
    this.#place = { channel: channel.name, topic };
    this.#channelPrefix = `${context.venue}:${channel.name}:`;
    this.#prefix = `${this.#channelPrefix}${topic}:`;
    this.#lateAfter = context.timing(channel.endpoint).lateAfter;
  }

  get topic(): string {
    return this.#place.topic;
  }

  live(message: DataMessage, replay: Replay | undefined): DataItem<unknown> {
    return this.#item(message, replay?.has(message) ?? false);
  }

  /** What REST brought. */
  rows(events: readonly RestoredEvent[]): Row[] {
    const { channel, topic } = this.#place;
    return events.map(({ id, data, time, timeMs }) => ({
      item: this.#item({ type: 'data', channel, topic, id, data, time, timeMs }, true),
      timeMs,
    }));
  }

  /** `snapshot`: whether it is all of the state. */
  state(data: unknown, snapshot = true): DataItem<unknown> {
    const { epoch } = this.#context.clock;
    const id = `${this.#prefix}${this.#unique('snapshot')}`;
    return {
      type: 'data',
      data,
      snapshot,
      replayed: false,
      late: false,
      receivedAt: epoch,
      id,
    };
  }

  #item(message: DataMessage, replayed: boolean): DataItem<unknown> {
    const { clock, venueClock } = this.#context;
    const { data, topic, time, timeMs } = message;
    // A number counts within its topic: of an unknown one it says nothing, and moves no cursor.
    const sequence = topic === undefined ? undefined : message.sequence;
    return {
      type: 'data',
      data,
      snapshot: message.snapshot ?? false,
      replayed,
      late: timeMs !== undefined && venueClock.now - timeMs > this.#lateAfter,
      sequence,
      time,
      receivedAt: clock.epoch,
      id: this.#id(message),
    };
  }

  #id({ topic, sequence, id }: DataMessage): string {
    // Without a topic the scope of a number is unknown, and only the venue's own name of the message is unique.
    if (topic === undefined) return `${this.#channelPrefix}?:${id ?? this.#unique('message')}`;
    return `${this.#prefix}${sequence ?? id ?? this.#unique('message')}`;
  }

  /** Within the client: a subscription that ends and begins again must not use a name twice. */
  #unique(kind: string): string {
    const { clock, nextTicket } = this.#context;
    return `${kind}-${clock.epoch}-${nextTicket()}`;
  }
}
