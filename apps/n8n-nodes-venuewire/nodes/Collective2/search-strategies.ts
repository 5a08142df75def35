import type { ILoadOptionsFunctions, INodeListSearchResult, INodeType } from 'n8n-workflow';

import { clientFor } from '../../src/action/action-client.ts';
import { collective2Action, subscribedStrategies } from '../../src/venues/collective2.ts';

export const strategyMethods: NonNullable<INodeType['methods']> = {
  listSearch: {
    async searchStrategies(this: ILoadOptionsFunctions, filter?: string) {
      return searchStrategies(this, filter ?? '');
    },
  },
};

/** The strategies to which the owner of the key has subscribed, by a part of their name. */
async function searchStrategies(
  context: ILoadOptionsFunctions,
  filter: string,
): Promise<INodeListSearchResult> {
  const client = await clientFor(collective2Action, context);
  const wanted = filter.toLowerCase();
  const results: INodeListSearchResult['results'] = [];
  try {
    for await (const { StrategyId: id, StrategyName: name } of subscribedStrategies(client.rest)) {
      if (id === undefined || id === null) continue;
      const shown = `${name ?? 'Strategy'} (${id})`;
      if (shown.toLowerCase().includes(wanted)) results.push({ name: shown, value: String(id) });
    }
    return { results };
  } finally {
    await client.close();
  }
}
