import { decode } from './coding.ts';
import type { Incoming, Venue } from './venue.ts';

export type Entry =
  | {
      readonly kind: 'in' | 'out';
      readonly at: number;
      readonly endpoint: string;
      readonly connection: number;
      readonly text: string;
    }
  | { readonly kind: 'event'; readonly at: number; readonly event: unknown };

/** What a client went through lately, as plain data without secrets. */
export interface Recording {
  readonly venue: string;
  readonly entries: readonly Entry[];
}

const capacity = 256 * 1024;
/** What an entry costs beside its text. */
const overhead = 64;

/** The latest raw frames and transitions of a client, by reference: made for the question of what happened before it broke. */
export class Recorder {
  /** Those before the head are let go. */
  #entries: (Entry | undefined)[] = [];
  #head = 0;
  #size = 0;

  add(entry: Entry): void {
    // All else would have to go for one such frame: its size has to do.
    const kept = sizeOf(entry) > capacity ? stub(entry) : entry;
    this.#entries.push(kept);
    this.#size += sizeOf(kept);
    while (this.#size > capacity) this.#drop();
    if (this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }

  /** A copy that may leave the process: secrets out, and of each frame what the venue's codec allows. */
  export(venue: Venue, clean: (text: string) => string): Recording {
    const cleanTexts = (_key: string, value: unknown): unknown =>
      typeof value === 'string' ? clean(value) : value;
    const kept = this.#entries.slice(this.#head).filter((entry) => entry !== undefined);
    const entries = kept.map((entry): Entry => {
      const { kind, at } = entry;
      if (kind === 'event')
        return { kind, at, event: JSON.parse(JSON.stringify(entry.event), cleanTexts) };
      const { endpoint, connection, text } = entry;
      const redact = venue.endpoints[endpoint]?.codec.redact;
      return { kind, at, endpoint, connection, text: clean(redact ? redact(text) : text) };
    });
    return { venue: venue.name, entries };
  }

  #drop(): void {
    const oldest = this.#entries[this.#head];
    if (oldest) this.#size -= sizeOf(oldest);
    this.#entries[this.#head] = undefined;
    this.#head += 1;
  }
}

function stub(entry: Entry): Entry {
  const { kind, at } = entry;
  if (kind === 'event') return entry;
  const { endpoint, connection, text } = entry;
  const event = { type: 'large-frame', direction: kind, endpoint, connection, size: text.length };
  return { kind: 'event', at, event };
}

function sizeOf(entry: Entry): number {
  return overhead + (entry.kind === 'event' ? overhead : entry.text.length);
}

/** Reads a recording's frames again with the venue's codec, as the client did. */
export function* replayRecording(venue: Venue, recording: Recording): Generator<Incoming> {
  for (const entry of recording.entries) {
    const codec = entry.kind === 'in' ? venue.endpoints[entry.endpoint]?.codec : undefined;
    if (entry.kind !== 'in' || !codec) continue;
    const decoded = decode(codec, entry.text);
    if ('type' in decoded) yield decoded;
    else yield* decoded;
  }
}
