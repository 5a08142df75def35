import { outpoll } from '@venuewire/outpoll';

import { Problem, required, type LiveVenue } from '../environment.ts';
import { liveSource } from '../source.ts';
import { channelsOf, venue } from './channels.ts';

export const live: LiveVenue = {
  variables: [
    ['OUTPOLL_EVENT_ID', 'the event to watch'],
    ['OUTPOLL_OUTCOME_ID', 'the outcome of it'],
    ['OUTPOLL_API_KEY', "the key of your account, to see what is the account's"],
    ['OUTPOLL_SECRET', 'the secret of that key'],
  ],
  needs: ['OUTPOLL_EVENT_ID', 'OUTPOLL_OUTCOME_ID'],
  prepare(environment) {
    const eventId = required(environment, 'OUTPOLL_EVENT_ID');
    const outcomeId = required(environment, 'OUTPOLL_OUTCOME_ID');
    const { OUTPOLL_API_KEY: apiKey, OUTPOLL_SECRET: secret } = environment;
    if (Boolean(apiKey) !== Boolean(secret))
      throw new Problem('OUTPOLL_API_KEY and OUTPOLL_SECRET belong together: give both, or none.');
    const credentials = apiKey && secret ? { apiKey, secret } : undefined;
    return (draws) => {
      const client = outpoll({ credentials });
      const watched = { eventId, outcomeId, hasAccount: credentials !== undefined };
      const whose = credentials ? ", and an account's balances and orders" : '';
      const introduction = `Outpoll, outcome ${outcomeId} of event ${eventId}${whose}.`;
      return liveSource(venue, introduction, client, channelsOf(client, watched, draws));
    };
  },
};
