import type { Collective2, Position } from '@venuewire/collective2';

import { channelOf, type Channel } from '../channel.ts';
import { describePayload, describePositions } from './describe-payload.ts';

export const venue = 'collective2';

export function channelsOf(client: Collective2, strategyIds: readonly number[]): Channel[] {
  return strategyIds.flatMap((strategyId): Channel[] => [
    channelOf(
      {
        venue,
        name: signalChannel(strategyId),
        label: `signals ${strategyId}`,
        nature: 'log',
        ifNone: 'no signal yet, so no cursor to replay from',
      },
      client.signals({ strategyId }),
      { live: ({ payload }) => describePayload(payload), snapshot: () => '' },
    ),
    channelOf(
      {
        venue,
        name: positionChannel(strategyId),
        label: `positions ${strategyId}`,
        nature: 'state',
      },
      client.positions({ strategyId }),
      { live: ({ payload }) => describePayload(payload), snapshot: describeRows },
    ),
  ]);
}

export function signalChannel(strategyId: number): string {
  return `strategy.signal:${strategyId}`;
}

export function positionChannel(strategyId: number): string {
  return `strategy.positions:${strategyId}`;
}

function describeRows(rows: readonly Position[]): string {
  const holdings = rows.map(({ Quantity, AvgPx, C2Symbol }) => ({
    symbol: C2Symbol?.FullSymbol ?? '?',
    quantity: Quantity ?? 0,
    price: AvgPx ?? 0,
  }));
  return describePositions(holdings);
}
