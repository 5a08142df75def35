import type { SeededRandom } from '../random.ts';
import type { FieldError, SubscriptionRequest } from './client-message.ts';
import { newMessageId } from './journal.ts';
import type { Payload, Published } from './journal.ts';
import type { Collective2Variants } from './variants.ts';

interface Envelope {
  readonly id?: string;
  readonly seqId?: number | null | undefined;
  readonly requestId?: string | undefined;
  readonly timestamp?: string;
  readonly payload?: Payload;
}

/** Writes the venue's messages. */
export class Frames {
  readonly #random: SeededRandom;
  readonly #now: () => number;
  readonly #variants: Collective2Variants;

  constructor(random: SeededRandom, now: () => number, variants: Collective2Variants) {
    this.#random = random;
    this.#now = now;
    this.#variants = variants;
  }

  timestamp(): string {
    const time = new Date(this.#now()).toISOString();
    return this.#variants.timestampPrecision === 'seconds' ? time.replace(/\.\d+/, '') : time;
  }

  connected(): string {
    return this.#write('connection.connected', {});
  }

  disconnected(): string {
    return this.#write('connection.disconnected', {});
  }

  heartbeat(): string {
    return this.#write('heartbeat', {});
  }

  unknown(): string {
    return this.#write('simulator.unknown', { payload: { note: 'No guide mentions this type.' } });
  }

  /** That it echoes `request_id` is documented; its payload is illustrative. */
  ack({ requestId, action, channel, strategyId }: SubscriptionRequest): string {
    const payload = { action, channel, strategy_id: strategyId };
    return this.#write('subscription.ack', { requestId, payload });
  }

  signal(signal: Published, sending: 'live' | 'replay'): string {
    const { id, seqId, payload } = signal;
    const resent = sending === 'replay' && this.#variants.replayTimestamp === 'sent';
    const timestamp = resent ? this.timestamp() : signal.timestamp;
    return this.#write('strategy.signal', { id, seqId, timestamp, payload });
  }

  /** That `msg_type` equals the name of the channel is inferred. */
  positions({ id, seqId, timestamp, payload }: Published): string {
    const ordered = { number: seqId, null: null, absent: undefined }[this.#variants.positionsSeqId];
    return this.#write('strategy.positions', { id, seqId: ordered, timestamp, payload });
  }

  gap(strategyId: number, resumeFrom: number, replayLimit: number): string {
    return this.#write('gap', {
      payload: {
        strategy_id: this.#variants.gapStrategyId === 'number' ? strategyId : null,
        channel: `strategy.signal:${strategyId}`,
        from: String(resumeFrom),
        message: `Replay limit of ${replayLimit} messages exceeded`,
      },
    });
  }

  /** Items of `errors` have the three fields of a single error (inferred). */
  error(errors: readonly FieldError[], requestId: string | undefined): string {
    const [first] = errors;
    return this.#write('error', {
      requestId: this.#variants.errorRequestId === 'sent' ? requestId : undefined,
      payload: errors.length > 1 ? { errors } : { ...first },
    });
  }

  #write(type: string, { id, seqId, requestId, timestamp, payload }: Envelope): string {
    const { unorderedSeqId, version, extraFields } = this.#variants;
    const sequence = seqId === undefined && unorderedSeqId === 'null' ? null : seqId;
    const extra = extraFields === 'sent' ? { simulator_extra: true } : {};
    return JSON.stringify({
      msg_type: type,
      id: id ?? newMessageId(this.#random),
      seq_id: sequence,
      request_id: requestId,
      timestamp: timestamp ?? this.timestamp(),
      v: version === 'number' ? 4 : '4',
      payload: payload === undefined ? undefined : { ...payload, ...extra },
      ...extra,
    });
  }
}
