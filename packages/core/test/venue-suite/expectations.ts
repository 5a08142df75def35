import type { Verdict } from '../../src/index.ts';
import type { SuiteFault, SuiteStream } from './stage.ts';

/** What the streams go by, of whatever venue the fault is. */
type Facts = Pick<SuiteFault, 'gap' | 'isRestLost'>;

/** How a break of a stream can end, as its row of the table promises. */
export function verdictOf({ channel, recovery }: SuiteStream, isRestLost: boolean): Verdict {
  switch (recovery.mode) {
    case 'replay':
      return 'complete';
    case 'snapshot': {
      const isWhole = channel.apply.mode === 'replace' || recovery.isOptional !== true;
      return isWhole ? 'complete' : 'partial';
    }
    case 'backfill':
      return isRestLost ? 'none' : 'complete';
    case 'resync':
      return isRestLost ? 'none' : 'partial';
    case 'none':
      return 'none';
  }
}

/** The gaps that a stream must have after a fault, as words. */
export function gapsOf(stream: SuiteStream, { gap, isRestLost = false }: Facts): string[] {
  if (gap === 'none') return [];
  const reason = gap === 'some' ? 'invalid-frame' : gap;
  return [`${reason} ${verdictOf(stream, isRestLost)}`];
}

/** Whether all that happened must be told, however it was broken. */
export function isWhole(stream: SuiteStream, { isRestLost = false }: Facts): boolean {
  return stream.log !== undefined && verdictOf(stream, isRestLost) === 'complete';
}
