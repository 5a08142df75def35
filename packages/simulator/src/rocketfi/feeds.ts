import { truncated } from '../wire-faults.ts';
import { writeMessage } from './envelope.ts';
import type { JsonObject } from './exact-json.ts';
import type { RocketfiKind, RocketfiSubject, Subscription } from './subscription.ts';
import type { World } from './world.ts';

/** One live message with data, whether or not somebody was there to get it. */
export interface RocketfiPublished {
  readonly kind: RocketfiKind;
  readonly subject: RocketfiSubject;
  /** Epoch milliseconds on the venue's clock. */
  readonly at: number;
  /** The variant of the message, such as `OrderbookUpdate`. */
  readonly type: string;
  /** Its content, without extra fields; 64-bit integers are bigints. */
  readonly data: JsonObject;
}

/** Sends live messages to whom they are for, and keeps what was sent. It changes no state. */
export class Feeds {
  readonly published: RocketfiPublished[] = [];
  readonly #counts = new Map<RocketfiKind, number>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  countOf(kind: RocketfiKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  publish(kind: RocketfiKind, subject: RocketfiSubject, type: string, data: JsonObject): void {
    const { clock, sessions, settings, watch, wire } = this.#world;
    const { variants } = settings;
    const message = { kind, subject, at: clock.now(), type, data };
    this.published.push(message);
    this.#counts.set(kind, this.countOf(kind) + 1);
    const receivers = [...sessions].flatMap((session) =>
      session.subscriptionsTo(message).map((subscription) => ({ session, subscription })),
    );
    const isCut = wire.truncateNext && receivers.length > 0;
    if (isCut) wire.truncateNext = false;
    const whole = receivers.length > 0 ? writeMessage(type, data, variants) : '';
    for (const { session, subscription } of receivers) {
      const frame =
        kind === 'OrderEvents' && variants.orderEventScope === 'subscribed'
          ? writeMessage(type, scopedTo(subscription, data), variants)
          : whole;
      session.deliver(isCut ? truncated(frame) : frame);
    }
    watch.changed();
  }
}

/** Names account and instrument only where the subscription does. */
function scopedTo({ subject }: Subscription, data: JsonObject): JsonObject {
  const { account, instrumentId, ...events } = data;
  return {
    ...(subject.account === undefined ? {} : { account }),
    ...(subject.instrumentId === undefined ? {} : { instrumentId }),
    ...events,
  };
}
