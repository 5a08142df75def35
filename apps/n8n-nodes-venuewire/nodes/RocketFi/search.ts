import type { ILoadOptionsFunctions, INodeListSearchResult, INodeType } from 'n8n-workflow';

import { clientFor } from '../../src/action/action-client.ts';
import { rocketFiAction } from '../../src/venues/rocketfi.ts';

export const rocketFiMethods: NonNullable<INodeType['methods']> = {
  listSearch: {
    async searchInstruments(this: ILoadOptionsFunctions, filter?: string) {
      return searchInstruments(this, filter ?? '');
    },
  },
};

async function searchInstruments(
  context: ILoadOptionsFunctions,
  filter: string,
): Promise<INodeListSearchResult> {
  await using client = await clientFor(rocketFiAction, context);
  const instruments = Object.entries(await client.rest.instruments());
  const wanted = filter.toLowerCase();
  const results = instruments
    .map(([id, { ticker }]) => ({ name: typeof ticker === 'string' ? ticker : id, value: id }))
    .filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return { results };
}
