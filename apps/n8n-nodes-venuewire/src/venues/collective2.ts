import { collective2, type Collective2, type Rest } from '@venuewire/collective2/bare';
import { ConfigError, type Platform } from '@venuewire/core';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { ActionVenue } from '../action/action-venue.ts';
import { textOf } from '../credential-text.ts';
import { selected, told, type FeedRow, type TriggerVenue } from '../trigger/feed.ts';

const name = 'collective2';
const title = 'Collective2';
const credential = 'collective2Api';

const rows: readonly FeedRow<Collective2>[] = [
  {
    events: ['signal'],
    feed({ text }) {
      const strategyId = strategyIdOf(text('strategyId'));
      return {
        key: `strategy.signal:${strategyId}`,
        missed: 'replayed',
        isState: false,
        open: (client, options) =>
          told(client.signals({ strategyId }, options), ({ payload, strategyId: named }) => ({
            event: 'signal',
            data: payload,
            whole: { strategyId, payload },
            isUncertain: named === undefined,
          })),
      };
    },
  },
  {
    events: ['openPositions', 'positionUpdate'],
    feed({ text }) {
      const strategyId = strategyIdOf(text('strategyId'));
      return {
        key: `strategy.positions:${strategyId}`,
        missed: 'lost',
        isState: false,
        open: (client, { signal }) =>
          told(client.positions({ strategyId }, { signal }), (data) =>
            'payload' in data
              ? {
                  event: 'positionUpdate',
                  data: data.payload,
                  whole: { strategyId, payload: data.payload },
                  isUncertain: data.strategyId === undefined,
                }
              : { event: 'openPositions', data, whole: { strategyId, positions: data } },
          ),
      };
    },
  },
];

export const collective2Trigger: TriggerVenue<Collective2> = {
  name,
  title,
  credential,
  connect: (current, read, platform) =>
    connect(current, async () => textOf(await read(), 'apiKey'), platform),
  feeds: (parameters) => selected(rows, parameters, name),
};

export const collective2Action: ActionVenue<Collective2> = {
  title,
  credential,
  isSignedByN8n: true,
  connect: (current, platform) =>
    connect(current, () => Promise.resolve(textOf(current, 'apiKey')), platform),
  operations: {
    'order.getActive': ({ rest }, { text }) =>
      rest.activeOrders({ strategyIds: [strategyIdOf(text('strategyId'))] }),
    'order.getHistory': ({ rest }, { text, date }) => {
      const startDate = date('options.startDate');
      const endDate = date('options.endDate');
      return rest.historicalOrders({
        strategyId: strategyIdOf(text('strategyId')),
        ...(startDate && { startDate }),
        ...(endDate && { endDate }),
        ascending: text('options.order') === 'oldestFirst',
      });
    },
    'position.getMany': ({ rest }, { text }) =>
      rest.openPositions({ strategyIds: [strategyIdOf(text('strategyId'))] }),
    'profile.get': async ({ rest }) => [await rest.profile()],
    'strategy.getMany': ({ rest }) => subscribedStrategies(rest),
    'trade.getMany': ({ rest }, { text }) =>
      rest.historicalClosedTrades({ strategyId: strategyIdOf(text('strategyId')) }),
  },
};

/** The strategies to which the owner of the key has subscribed. */
export async function* subscribedStrategies(rest: Rest): ReturnType<Rest['subscribedStrategies']> {
  const { Id: personId } = await rest.profile();
  if (personId === undefined || personId === null) return;
  yield* rest.subscribedStrategies({ personId });
}

function connect(
  current: ICredentialDataDecryptedObject,
  apiKey: () => Promise<string>,
  platform: Platform,
): Collective2 {
  const isCustom = current['environment'] === 'custom';
  return collective2({
    apiKey,
    platform,
    url: isCustom ? textOf(current, 'webSocketUrl') : undefined,
    restUrl: isCustom ? textOf(current, 'restUrl') : undefined,
  });
}

function strategyIdOf(text: string): number {
  const id = Number(text);
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new ConfigError('The strategy must be a number, such as 12345678.', { venue: name });
}
