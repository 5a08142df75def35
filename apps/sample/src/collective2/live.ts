import { collective2 } from '@venuewire/collective2';

import { Problem, required, urlOf, type LiveVenue } from '../environment.ts';
import { liveSource } from '../source.ts';
import { channelsOf, venue } from './channels.ts';

const defaultUrl = 'wss://api4-general.collective2.com/ws';

export const live: LiveVenue = {
  variables: [
    ['C2_API_KEY', 'the key of your Collective2 account'],
    ['C2_STRATEGY_ID', 'the strategy to follow'],
    ['C2_URL', `WebSocket (default ${defaultUrl})`],
    ['C2_REST_URL', 'REST (default: the host of C2_URL)'],
  ],
  needs: ['C2_API_KEY', 'C2_STRATEGY_ID'],
  prepare(environment) {
    const apiKey = required(environment, 'C2_API_KEY');
    const strategy = required(environment, 'C2_STRATEGY_ID');
    const strategyId = Number(strategy);
    if (!/^\d+$/.test(strategy) || !Number.isSafeInteger(strategyId) || strategyId === 0)
      throw new Problem(`C2_STRATEGY_ID has to be a positive whole number, not "${strategy}".`);
    const url = urlOf('C2_URL', environment['C2_URL'] || defaultUrl, ['ws:', 'wss:']);
    const sameHost = new URL('/', url.href.replace(/^ws/, 'http')).href;
    const restUrl = urlOf('C2_REST_URL', environment['C2_REST_URL'] || sameHost, [
      'http:',
      'https:',
    ]);
    return () => {
      const client = collective2({ apiKey, url: url.href, restUrl: restUrl.href });
      const introduction = `Collective2, strategy ${strategyId}, at ${url.host}.`;
      return liveSource(venue, introduction, client, channelsOf(client, [strategyId]));
    };
  },
};
