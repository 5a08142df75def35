import type { Collective2, Position, StrategyEvent } from '@venuewire/collective2';
import type { Item } from '@venuewire/core';

export type ChannelItem = Item<StrategyEvent, readonly Position[]>;

export interface Channel {
  readonly venue: 'collective2';
  /** As the venue writes it, such as `strategy.signal:101`. */
  readonly name: string;
  /** For people, such as `signals 101`. */
  readonly label: string;
  /** A log lacks what it did not bring; of a state only the newest counts. */
  readonly nature: 'log' | 'state';
  readonly items: AsyncIterable<ChannelItem>;
}

/** All that the sample shows; nothing begins before the items are iterated. */
export function channelsOf(client: Collective2, strategyIds: readonly number[]): Channel[] {
  return strategyIds.flatMap((strategyId): Channel[] => [
    {
      venue: 'collective2',
      name: signalChannel(strategyId),
      label: `signals ${strategyId}`,
      nature: 'log',
      items: client.signals({ strategyId }),
    },
    {
      venue: 'collective2',
      name: positionChannel(strategyId),
      label: `positions ${strategyId}`,
      nature: 'state',
      items: client.positions({ strategyId }),
    },
  ]);
}

export function signalChannel(strategyId: number): string {
  return `strategy.signal:${strategyId}`;
}

export function positionChannel(strategyId: number): string {
  return `strategy.positions:${strategyId}`;
}
