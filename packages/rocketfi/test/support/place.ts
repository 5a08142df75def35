import type { RocketfiKind, RocketfiSimulator, RocketfiSubject } from '@venuewire/simulator';

import type { SuiteStream } from '../../../core/test/venue-suite/stage.ts';
import type { RocketFi } from '../../src/index.ts';
import { fieldAt } from './fields.ts';

/** A simulated market, one of its instruments and one of its accounts. */
export interface Place {
  readonly venue: RocketfiSimulator;
  readonly client: RocketFi;
  readonly instrumentId: string;
  readonly account: string;
  /** A decimal that was not given before. */
  readonly fresh: () => string;
}

/** A state of which each message is the whole, and of which nobody says that it comes by itself. */
export function latestOf(
  { venue }: Place,
  kind: RocketfiKind,
  subject: RocketfiSubject,
  path: readonly string[],
  read: SuiteStream['read'],
  publish: () => void,
  paths: { readonly told: readonly string[]; readonly happened: readonly string[] } = {
    told: path,
    happened: path,
  },
): SuiteStream {
  return {
    channel: { name: kind, apply: { mode: 'replace' } },
    recovery: { mode: 'snapshot', isOptional: true },
    read,
    publish,
    isAcknowledged: false,
    state: {
      truth: () => fieldAt(publishedOf(venue, kind, subject).at(-1), ...paths.happened),
      shown: (state) => fieldAt(state, ...paths.told),
    },
  };
}

export function publishedOf(
  venue: RocketfiSimulator,
  kind: RocketfiKind,
  subject: RocketfiSubject,
): unknown[] {
  return venue.published
    .filter(
      (one) =>
        one.kind === kind &&
        Object.entries(subject).every(([name, value]) => fieldAt(one.subject, name) === value),
    )
    .map(({ data }) => data);
}
