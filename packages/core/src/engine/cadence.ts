import type { Agenda, Appointment } from './agenda.ts';
import type { Clock } from './clock.ts';
import type { Context } from './context.ts';

/** Watches that a channel keeps its rhythm. One without a rhythm is never called mute for being quiet. */
export class Cadence {
  readonly #period: number | 'none';
  readonly #clock: Clock;
  readonly #agenda: Agenda;
  readonly #onMute: (times: number) => void;
  #heardAt = 0;
  #mutes = 0;
  #check: Appointment | undefined;

  constructor(period: number | 'none', context: Context, onMute: (times: number) => void) {
    this.#period = period;
    this.#clock = context.clock;
    this.#agenda = context.agenda;
    this.#onMute = onMute;
  }

  start(): void {
    this.#heardAt = this.#clock.now;
    if (this.#period !== 'none') this.#watch(this.#period, this.#period);
  }

  heard(): void {
    this.#heardAt = this.#clock.now;
    this.#mutes = 0;
  }

  stop(): void {
    this.#check?.cancel();
  }

  #watch(delay: number, period: number): void {
    this.#check?.cancel();
    this.#check = this.#agenda.after(delay, () => {
      const rest = this.#heardAt + period - this.#clock.now;
      if (rest > 0) return this.#watch(rest, period);
      this.#mutes += 1;
      this.#onMute(this.#mutes);
    });
  }
}
