import type { DataMessage } from '../venue.ts';
import type { Upstream } from './upstream.ts';

/** Which subscription a message belongs to, by its channel and topic. */
export class Routes {
  readonly #channels = new Map<string, Map<string, Upstream>>();

  add(upstream: Upstream): void {
    const { name } = upstream.channel;
    let topics = this.#channels.get(name);
    if (!topics) this.#channels.set(name, (topics = new Map()));
    topics.set(upstream.topic, upstream);
  }

  remove({ channel, topic }: Upstream): void {
    this.#channels.get(channel.name)?.delete(topic);
  }

  find(channel: string, topic: string): Upstream | undefined {
    return this.#channels.get(channel)?.get(topic);
  }

  /** All that a message may be about that does not name its topic, or not even its channel. */
  meant(channel: string | undefined, topic: string | undefined): readonly Upstream[] {
    const channels = channel === undefined ? [...this.#channels.keys()] : [channel];
    const upstreams = channels.flatMap((name) => this.of(name));
    return upstreams.filter((upstream) => topic === undefined || upstream.topic === topic);
  }

  of(channel: string): readonly Upstream[] {
    return [...(this.#channels.get(channel)?.values() ?? [])];
  }
}

/** Completes a message without a topic, where only one subscription can be meant. */
export function identified(
  { channel, params, topic }: Upstream,
  message: DataMessage,
): DataMessage {
  const data = channel.identify ? channel.identify(message.data, params) : message.data;
  return { ...message, data, topic };
}
