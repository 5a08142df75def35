import type { VenueCommand } from '../venue-command.ts';
import { marketScript } from './market.ts';
import { collective2Simulator } from './simulator.ts';

export const collective2Command: VenueCommand = {
  name: 'collective2',
  options: ['key', 'strategies'],
  async start({ port, seed, intervalMs, key, strategyIds = [1, 2] }) {
    const keys = key === undefined ? {} : { keys: [key] };
    const venue = await collective2Simulator({ port, seed, ...keys });
    return {
      title: 'Collective2',
      facts: [
        ['WebSocket', venue.url],
        ['REST', venue.restUrl],
        ['API key', venue.key],
      ],
      activity: `A signal comes every ${intervalMs} ms, in turns for the strategies ${strategyIds.join(', ')}.`,
      play: () => venue.play(marketScript({ strategyIds, intervalMs })),
      close: () => venue.close(),
    };
  },
};
