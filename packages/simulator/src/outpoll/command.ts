import type { VenueCommand } from '../venue-command.ts';
import { defaultKey } from './options.ts';
import { outpollMarketScript } from './random-market.ts';
import { outpollSimulator } from './simulator.ts';

export const outpollCommand: VenueCommand = {
  name: 'outpoll',
  options: ['key', 'secret'],
  async start({
    port,
    seed,
    intervalMs,
    key: apiKey = defaultKey.apiKey,
    secret = defaultKey.secret,
  }) {
    const venue = await outpollSimulator({ port, seed, keys: [{ apiKey, secret }] });
    return {
      title: 'Outpoll',
      facts: [
        ...Object.entries(venue.urls),
        ...Object.entries(venue.restUrls).map(([name, url]) => [`REST ${name}`, url] as const),
        ['API key', venue.key],
        ['secret', venue.secret],
      ],
      activity: `The market of ${venue.events.length} events moves every ${intervalMs} ms.`,
      play: () => venue.play(outpollMarketScript({ intervalMs })),
      close: () => venue.close(),
    };
  },
};
