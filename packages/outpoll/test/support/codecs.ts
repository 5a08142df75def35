import type { Codec, Incoming, WireRequest } from '@venuewire/core';

import {
  activityCodec,
  balancesCodec,
  chanceHistoryCodec,
  lastTradesCodec,
  orderBookCodec,
  orderFeedCodec,
  orderUpdatesCodec,
} from '../../src/protocol.ts';
import { eventId, outcomeId } from '../fixtures/examples.ts';

/** One for each endpoint, by the channel that it serves. */
export const codecs = {
  orderBook: orderBookCodec(undefined),
  chanceHistory: chanceHistoryCodec(undefined),
  orderUpdates: orderUpdatesCodec(undefined),
  balances: balancesCodec(undefined),
  orderFeed: orderFeedCodec(undefined),
  activity: activityCodec(undefined),
  lastTrades: lastTradesCodec(undefined),
} as const satisfies Record<string, Codec>;

export type ChannelName = keyof typeof codecs;

export const channelNames = Object.keys(codecs) as ChannelName[];
export const privateChannels = ['orderUpdates', 'balances', 'orderFeed'] as const;

/** All that a frame says; an object is written as JSON first. */
export function read(channel: ChannelName, message: unknown): readonly Incoming[] {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return [codecs[channel].decode(text)].flat();
}

/** As the engine asks for the outcome of the examples. */
export function request(topic: string = outcomeId, fields: Partial<WireRequest> = {}): WireRequest {
  const params = { eventId, outcomeId };
  return { id: 'unused', channel: 'unused', topic, params, venueTime: 0, ...fields };
}
