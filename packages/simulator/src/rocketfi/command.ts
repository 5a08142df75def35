import type { VenueCommand } from '../venue-command.ts';
import { rocketfiMarketScript } from './random-market.ts';
import { rocketfiSimulator } from './simulator.ts';

export const rocketfiCommand: VenueCommand = {
  name: 'rocketfi',
  options: [],
  async start({ port, seed, intervalMs }) {
    const venue = await rocketfiSimulator({ port, seed });
    return {
      title: 'RocketFi',
      facts: [
        ['WebSocket', venue.url],
        ['REST', venue.restUrl],
        ...venue.instruments.map(({ id, ticker }) => [ticker, id] as const),
        ...venue.accounts.map((address) => ['account', address] as const),
      ],
      activity: `The market of ${venue.instruments.length} instruments moves every ${intervalMs} ms.`,
      play: () => venue.play(rocketfiMarketScript({ intervalMs })),
      close: () => venue.close(),
    };
  },
};
