import type { ILoadOptionsFunctions, INodeListSearchResult, INodeType } from 'n8n-workflow';

import { clientFor } from '../../src/action/action-client.ts';
import { outpollAction } from '../../src/venues/outpoll.ts';

/** As many as a person looks through. */
const shownAtMost = 50;

export const outpollMethods: NonNullable<INodeType['methods']> = {
  listSearch: {
    async searchEvents(this: ILoadOptionsFunctions, filter?: string) {
      return searchEvents(this, filter ?? '');
    },
    async searchOutcomes(this: ILoadOptionsFunctions) {
      return searchOutcomes(this);
    },
  },
};

async function searchEvents(
  context: ILoadOptionsFunctions,
  text: string,
): Promise<INodeListSearchResult> {
  await using client = await clientFor(outpollAction, context);
  const results: INodeListSearchResult['results'] = [];
  for await (const { id, title } of client.rest.searchEvents({ text })) {
    results.push({ name: title ?? id, value: id });
    if (results.length === shownAtMost) break;
  }
  return { results };
}

/** Of the event that was chosen from the list before: the venue finds events by their words, not by their id. */
async function searchOutcomes(context: ILoadOptionsFunctions): Promise<INodeListSearchResult> {
  const chosen: unknown = context.getCurrentNodeParameter('eventId');
  if (typeof chosen !== 'object' || chosen === null) return { results: [] };
  const { value, cachedResultName } = { value: '', cachedResultName: '', ...chosen };
  await using client = await clientFor(outpollAction, context);
  for await (const event of client.rest.searchEvents({ text: cachedResultName })) {
    if (event.id !== value) continue;
    const ids = (event.outcomes ?? []).flatMap((outcome) =>
      typeof outcome.id === 'string' ? [{ outcome, id: outcome.id }] : [],
    );
    return { results: ids.map(({ outcome, id }) => ({ name: nameOf(outcome, id), value: id })) };
  }
  return { results: [] };
}

/** What an outcome is called is not documented. */
function nameOf(outcome: Readonly<Record<string, unknown>>, id: string): string {
  const name = outcome['title'] ?? outcome['name'];
  return typeof name === 'string' ? name : id;
}
