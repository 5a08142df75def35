import type { Sample } from './sample.ts';

/** What the tests look at, of items and of the summary. */
interface Line {
  readonly type: string;
  readonly venue?: string;
  readonly channel?: string;
  readonly id?: string;
  readonly replayed?: boolean;
  readonly reason?: string;
  readonly recovery?: string;
  readonly status?: string;
  readonly received?: number;
  readonly lost?: number | null;
  readonly duplicated?: number;
  readonly silent?: number | null;
  readonly channels?: readonly Row[];
}

interface Row {
  readonly venue: string;
  readonly channel: string;
  readonly published: number | null;
  readonly received: number;
  readonly replayed: number;
  readonly gaps: number;
  readonly lost: number | null;
  readonly duplicated: number;
}

export interface Run {
  readonly items: readonly Line[];
  readonly summary: Line;
  /** The summary's, by channel. */
  readonly rows: ReadonlyMap<string, Row>;
}

/** Throws where standard output has anything but JSON lines. */
export function jsonLines({ lines }: Sample): Run {
  const objects = lines.map((line) => JSON.parse(line) as Line);
  const summary = objects.at(-1);
  if (!summary) throw new Error('There is no line.');
  const rows = (summary.channels ?? []).map((row) => [row.channel, row] as const);
  return { items: objects.slice(0, -1), summary, rows: new Map(rows) };
}
