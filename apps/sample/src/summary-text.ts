import type { Summary } from './ledger.ts';

const columns = [
  'published',
  'received',
  'replayed',
  'snapshots',
  'gaps',
  'lost',
  'duplicated',
] as const;

/** A row for each channel; a dash is a number that there is not. */
export function tableOf({ channels }: Summary): string {
  const width = Math.max(...channels.map(({ channel }) => channel.label.length));
  const head = [' '.repeat(width), ...columns];
  const rows = channels.map((tally) => [
    tally.channel.label.padEnd(width),
    ...columns.map((column) => String(tally[column] ?? '-').padStart(column.length)),
  ]);
  return [head, ...rows].map((cells) => cells.join('  ')).join('\n');
}

/** What it comes to, and how that is known. */
export function conclusionOf({ lost, duplicated }: Summary): string {
  const twice = duplicated === 0 ? 'none came twice' : `${duplicated} came twice`;
  if (lost === null)
    return `Of the items ${twice}. What was lost cannot be counted: only the venue knows what it published.`;
  const missing = lost === 0 ? 'No signal was lost' : `${lost} signals were lost`;
  return (
    `${missing}, ${twice}: the ids that the venue published, compared with those that this program handled.\n` +
    'Of positions only the newest counts: after a break comes a snapshot, not the updates in between.'
  );
}
