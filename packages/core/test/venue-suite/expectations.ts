import type { Verdict } from '../../src/index.ts';
import type { SuiteFault, SuiteStream } from './stage.ts';
import type { Survivor } from './survive.ts';

/** What the streams go by, of whatever venue the fault is. */
type Facts = Pick<SuiteFault, 'gap' | 'isRestLost'>;

/** How a break of a stream ends, as its row of the table promises. */
function verdictOf({ channel, recovery }: SuiteStream, { isRestLost = false }: Facts): Verdict {
  const { mode, isOptional = false } = recovery;
  if (mode === 'none') return 'none';
  if (mode === 'backfill') return isRestLost ? 'none' : 'complete';
  if (mode === 'resync') return isRestLost ? 'none' : 'partial';
  // Of several rows that begin anew, one by one, the others are still to come.
  return isOptional && channel.apply.mode !== 'replace' ? 'partial' : 'complete';
}

/** What a channel did not keep of its promises. */
export function complaintsOf(survivor: Survivor, fault: Facts): string[] {
  const { stream, gaps, areGapsInPlace } = survivor;
  const { name } = stream.channel;
  const verdict = verdictOf(stream, fault);
  const reason = fault.gap === 'some' ? 'invalid-frame' : fault.gap;
  const isSpared = fault.gap === 'none' || (fault.gap === 'some' && gaps.length === 0);
  const expected = isSpared ? [] : [`${reason} ${verdict}`];
  const isWhole = verdict === 'complete' || isSpared;
  return [
    ...(same(gaps, expected) ? [] : [`its gaps are ${list(gaps)}, not ${list(expected)}`]),
    ...(areGapsInPlace ? [] : ['a gap stands before what came before the fault']),
    ...(stream.log ? complaintsOfLog(survivor, stream.log.isNamed, isWhole) : []),
  ].map((complaint) => `${name}: ${complaint}`);
}

/** Each event once and in order; all of them, or all that no break can have hidden. */
function complaintsOfLog(
  { happened, told, certain }: Survivor,
  isNamed: boolean,
  isWhole: boolean,
): string[] {
  // A doubled event that has neither number nor name cannot be known.
  const once = isNamed ? told : [...new Set(told)];
  const expected = happened.filter((word) => isWhole || once.includes(word));
  const missing = certain.filter((word) => !once.includes(word));
  return [
    ...(same(once, expected) ? [] : [`it told ${list(once)}, not ${list(expected)}`]),
    ...(missing.length === 0 ? [] : [`it did not tell ${list(missing)}`]),
  ];
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word, index) => word === other[index]);
}

function list(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.join(', ');
}
