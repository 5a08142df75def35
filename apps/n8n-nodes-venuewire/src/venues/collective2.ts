import { collective2, type Collective2, type Rest } from '@venuewire/collective2/bare';
import { ConfigError, type Platform } from '@venuewire/core';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { ActionVenue } from '../action/action-venue.ts';
import { told, type Feed, type Told, type TriggerVenue } from '../trigger/feed.ts';

const name = 'collective2';
const title = 'Collective2';
const credential = 'collective2Api';

export const collective2Trigger: TriggerVenue<Collective2> = {
  name,
  title,
  credential,
  connect: (current, read, platform) =>
    connect(current, async () => textOf(await read(), 'apiKey'), platform),
  feeds({ events, text }) {
    const strategyId = strategyIdOf(text('strategyId'));
    const feeds = [signals(strategyId, events), positions(strategyId, events)];
    const chosen = feeds.filter((feed) => feed !== undefined);
    if (chosen.length > 0) return chosen;
    throw new ConfigError('No event is selected.', { venue: name });
  },
};

export const collective2Action: ActionVenue<Collective2> = {
  title,
  credential,
  connect: (current, platform) =>
    connect(current, () => Promise.resolve(textOf(current, 'apiKey')), platform),
  operations: {
    'order.getActive': ({ rest }, { text }) =>
      rest.activeOrders({ strategyIds: [strategyIdOf(text('strategyId'))] }),
    'order.getHistory': ({ rest }, { text }) => {
      const start = text('options.startDate');
      const end = text('options.endDate');
      return rest.historicalOrders({
        strategyId: strategyIdOf(text('strategyId')),
        ...(start && { startDate: dateOf(start, 'Start Date') }),
        ...(end && { endDate: dateOf(end, 'End Date') }),
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

function signals(strategyId: number, events: readonly string[]): Feed<Collective2> | undefined {
  if (!events.includes('signal')) return undefined;
  return {
    key: `strategy.signal:${strategyId}`,
    replays: true,
    open: (client, options) =>
      told(client.signals({ strategyId }, options), ({ payload }) =>
        message('signal', strategyId, payload),
      ),
  };
}

function positions(strategyId: number, events: readonly string[]): Feed<Collective2> | undefined {
  if (!events.includes('positionUpdate') && !events.includes('openPositions')) return undefined;
  return {
    key: `strategy.positions:${strategyId}`,
    replays: false,
    open: (client, { signal }) =>
      told(client.positions({ strategyId }, { signal }), (data) => {
        const news =
          'payload' in data
            ? message('positionUpdate', strategyId, data.payload)
            : { event: 'openPositions', data, whole: { strategyId, positions: data } };
        return events.includes(news.event) ? news : undefined;
      }),
  };
}

function message(event: string, strategyId: number, payload: unknown): Told {
  return { event, data: payload, whole: { strategyId, payload } };
}

function strategyIdOf(text: string): number {
  const id = Number(text);
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new ConfigError('The strategy must be a number, such as 12345678.', { venue: name });
}

function dateOf(text: string, field: string): Date {
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date;
  throw new ConfigError(`${field} is not a date.`, { venue: name });
}

function textOf(current: ICredentialDataDecryptedObject, field: string): string {
  const value = current[field];
  return typeof value === 'string' ? value.trim() : '';
}
