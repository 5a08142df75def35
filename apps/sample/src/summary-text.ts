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
  const names = channels.map(({ channel: { venue, label } }) => `${venue.padEnd(11)}  ${label}`);
  const width = Math.max(...names.map(({ length }) => length));
  const head = [' '.repeat(width), ...columns];
  const rows = channels.map((tally, index) => [
    (names[index] ?? '').padEnd(width),
    ...columns.map((column) => String(tally[column] ?? '-').padStart(column.length)),
  ]);
  return [head, ...rows].map((cells) => cells.join('  ')).join('\n');
}

/** What it comes to, and how that is known. */
export function conclusionOf({ lost, silent, duplicated }: Summary): string {
  const twice = duplicated === 0 ? 'none came twice' : `${duplicated} came twice`;
  if (lost === null || silent === null)
    return `Of the items ${twice}. What was lost cannot be counted: only the venue knows what it published.`;
  const told = lost - silent;
  const silently =
    silent === 0 ? 'No event was lost silently' : `${silent} events were lost silently`;
  const openly =
    told === 0 ? '' : ` ${told} were lost in a break that the venue cannot make good: gaps say so.`;
  return (
    `${silently}, ${twice}: what the venues published, compared with what this program handled.${openly}\n` +
    'Of a state only the newest counts: after a break comes a snapshot, not the updates in between.'
  );
}
