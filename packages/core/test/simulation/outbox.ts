import type { Link } from './network.ts';
import type { Timeline } from './timeline.ts';
import type { Frame } from './wire.ts';

/** What a session says: each thing in a frame of its own, or all things of a moment in one. */
export class Outbox {
  readonly #link: Link;
  readonly #timeline: Timeline;
  readonly #isBatching: boolean;
  #frames: Frame[] = [];

  constructor(link: Link, timeline: Timeline, isBatching: boolean) {
    this.#link = link;
    this.#timeline = timeline;
    this.#isBatching = isBatching;
  }

  send(frame: Frame): void {
    if (!this.#isBatching) return this.#link.deliver(JSON.stringify(frame));
    if (this.#frames.length === 0) this.#timeline.after(0, () => this.#flush());
    this.#frames.push(frame);
  }

  /** What is no frame. */
  sendRaw(text: string): void {
    this.#flush();
    this.#link.deliver(text);
  }

  #flush(): void {
    const frames = this.#frames;
    this.#frames = [];
    if (frames.length > 0)
      this.#link.deliver(JSON.stringify(frames.length > 1 ? frames : frames[0]));
  }
}
