import { undo } from './undo.ts';
import type { Undo } from './undo.ts';

/** Faults that venues have in common whose clients send requests and get data. */
export interface WireFaults {
  /** Handles each request so much later. */
  slowAck(milliseconds: number): Undo;
  /**
   * Sends no ack. `ignored` (default): requests have no effect; `lost`: they have, and data comes
   * without an ack.
   */
  noAck(requests?: 'ignored' | 'lost'): Undo;
  /** Sends each live message with data twice. */
  duplicate(): Undo;
  /** The next message with data arrives as a text that is cut in the middle. */
  truncateFrame(): Undo;
}

/** Which of them are switched on: for a venue to look at. */
export interface WireFaultState {
  ackDelayMs: number;
  /** `lost`: the request works, its ack never comes; `ignored`: the request has no effect. */
  acks: 'sent' | 'lost' | 'ignored';
  dataTwice: boolean;
  /** To be reset by the message that is truncated. */
  truncateNext: boolean;
}

export function newWireFaultState(): WireFaultState {
  return { ackDelayMs: 0, acks: 'sent', dataTwice: false, truncateNext: false };
}

export function makeWireFaults(state: WireFaultState): WireFaults {
  return {
    slowAck(milliseconds) {
      state.ackDelayMs = milliseconds;
      return undo(() => (state.ackDelayMs = 0));
    },
    noAck(requests = 'ignored') {
      state.acks = requests;
      return undo(() => (state.acks = 'sent'));
    },
    duplicate() {
      state.dataTwice = true;
      return undo(() => (state.dataTwice = false));
    },
    truncateFrame() {
      state.truncateNext = true;
      return undo(() => (state.truncateNext = false));
    },
  };
}

/** As a frame is that was cut in the middle. */
export function truncated(frame: string): string {
  return frame.slice(0, frame.length / 2);
}
