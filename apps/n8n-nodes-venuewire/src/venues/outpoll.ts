import { ConfigError, type Platform } from '@venuewire/core';
import { outpoll, type Credentials, type Outpoll } from '@venuewire/outpoll/bare';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { ActionVenue } from '../action/action-venue.ts';
import { textOf } from '../credential-text.ts';
import {
  selected,
  told,
  toldAs,
  type FeedRow,
  type TriggerParameters,
  type TriggerVenue,
} from '../trigger/feed.ts';

const name = 'outpoll';
const title = 'Outpoll';
const credential = 'outpollApi';

const rows: readonly FeedRow<Outpoll>[] = [
  {
    events: ['activity'],
    feed(parameters) {
      const outcome = outcomeOf(parameters);
      return {
        key: `activity:${outcome.outcomeId}`,
        missed: 'lost',
        isState: false,
        open: (client, { signal }) => toldAs('activity', client.activity(outcome, { signal })),
      };
    },
  },
  {
    events: ['balances'],
    feed: () => ({
      key: 'balances',
      missed: 'lost',
      isState: true,
      open: (client, { signal }) => toldAs('balances', client.balances({ signal })),
    }),
  },
  {
    events: ['chance'],
    feed(parameters) {
      const outcome = outcomeOf(parameters);
      return {
        key: `chance:${outcome.outcomeId}`,
        missed: 'lost',
        isState: true,
        open: (client, { signal }) => toldAs('chance', client.chanceHistory(outcome, { signal })),
      };
    },
  },
  {
    events: ['lastTrade'],
    feed: () => ({
      key: 'lastTrades',
      missed: 'lost',
      isState: false,
      open: (client, { signal }) => toldAs('lastTrade', client.lastTrades({ signal })),
    }),
  },
  {
    events: ['orderBook'],
    feed(parameters) {
      const eventId = requiredText(parameters, 'eventId', 'event');
      return {
        key: `orderBook:${eventId}`,
        missed: 'lost',
        isState: true,
        open: (client, { signal }) =>
          toldAs('orderBook', client.orderBook({ eventId }, { signal })),
      };
    },
  },
  {
    events: ['orderFeed'],
    feed: () => ({
      key: 'orderFeed',
      missed: 'lost',
      isState: false,
      open: (client, { signal }) =>
        // What REST knows of orders comes with their updates.
        told(client.orderFeed({ signal }), (data, isSnapshot) =>
          isSnapshot ? undefined : { event: 'orderFeed', data, whole: data },
        ),
    }),
  },
  {
    events: ['orders', 'orderUpdate'],
    feed: () => ({
      key: 'orderUpdates',
      missed: 'lost',
      isState: false,
      open: (client, { signal }) =>
        told(client.orderUpdates({ signal }), (data, isSnapshot) => ({
          event: isSnapshot ? 'orders' : 'orderUpdate',
          data,
          whole: data,
        })),
    }),
  },
];

export const outpollTrigger: TriggerVenue<Outpoll> = {
  name,
  title,
  credential,
  connect: (current, read, platform) => connect(current, async () => keyOf(await read()), platform),
  feeds: (parameters) => selected(rows, parameters, name),
};

export const outpollAction: ActionVenue<Outpoll> = {
  title,
  credential,
  // A signature is of a moment and of a path, so the client makes it.
  isSignedByN8n: false,
  connect: (current, platform) => connect(current, () => keyOf(current), platform),
  operations: {
    'balance.getMany': ({ rest }) => rest.balances(),
    'event.search': ({ rest }, { text }) => rest.searchEvents({ text: text('searchText') }),
    'order.getActive': ({ rest }) => rest.activeOrders(),
    'order.getHistory': ({ rest }, { text }) =>
      rest.orderHistory({
        outcomeId: text('options.outcomeId') || undefined,
        ascending: text('options.order') === 'oldestFirst',
      }),
    'position.getMany': ({ rest }) => rest.openPositions(),
  },
};

function connect(
  current: ICredentialDataDecryptedObject,
  credentials: () => Credentials | Promise<Credentials>,
  platform: Platform,
): Outpoll {
  return outpoll({ credentials, platform, ...addressesOf(current) });
}

function keyOf(current: ICredentialDataDecryptedObject): Credentials {
  return { apiKey: textOf(current, 'apiKey'), secret: textOf(current, 'secret') };
}

/** Of a simulator or a proxy: the venue has a host for each stream. */
function addressesOf(current: ICredentialDataDecryptedObject): {
  urls?: Record<string, string>;
  restUrls?: Record<string, string>;
} {
  if (current['environment'] !== 'custom') return {};
  try {
    const { urls, restUrls } = objectOf(JSON.parse(textOf(current, 'addresses')));
    return { urls: textsOf(urls), restUrls: textsOf(restUrls) };
  } catch {
    throw new ConfigError('The addresses of the credential are not JSON with urls and restUrls.', {
      venue: name,
    });
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textsOf(value: unknown): Record<string, string> {
  const entries = Object.entries(objectOf(value));
  return Object.fromEntries(entries.map(([key, entry]) => [key, String(entry)]));
}

function outcomeOf(parameters: TriggerParameters): { eventId: string; outcomeId: string } {
  return {
    eventId: requiredText(parameters, 'eventId', 'event'),
    outcomeId: requiredText(parameters, 'outcomeId', 'outcome'),
  };
}

function requiredText({ text }: TriggerParameters, parameter: string, what: string): string {
  const value = text(parameter);
  if (value !== '') return value;
  throw new ConfigError(`No ${what} is chosen.`, { venue: name });
}
