import { EventEmitter, once } from 'node:events';

import type { DiagnosticEvent, Observer } from '../../src/index.ts';

/** What clients tell their observer, kept and waited for. */
export class Observed {
  readonly events: DiagnosticEvent[] = [];
  readonly #told = new EventEmitter().setMaxListeners(0);

  readonly observer: Observer = (event) => {
    this.events.push(event);
    this.#told.emit('event', event);
  };

  /** Until they have told of something, or will. */
  readonly seen = async (matches: (event: DiagnosticEvent) => boolean): Promise<void> => {
    while (!this.events.some(matches)) await once(this.#told, 'event');
  };

  /** Calls back with each event from now on; the answer ends that. */
  readonly onEvent = (listener: (event: DiagnosticEvent) => void): (() => void) => {
    this.#told.on('event', listener);
    return () => void this.#told.off('event', listener);
  };
}
