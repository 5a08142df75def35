import type { ClientFace } from '@venuewire/core';
import {
  NodeOperationError,
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
} from 'n8n-workflow';

import { clientFor } from './action-client.ts';
import type { ActionParameters, ActionVenue, Operation } from './action-venue.ts';

/** What an action node's `execute` does. */
export async function runAction<Client extends ClientFace>(
  venue: ActionVenue<Client>,
  context: IExecuteFunctions,
): Promise<INodeExecutionData[][]> {
  const client = await clientFor(venue, context);
  try {
    const results: INodeExecutionData[] = [];
    for (const index of context.getInputData().keys()) {
      results.push(...(await readFor(venue, client, context, index)));
    }
    return [results];
  } finally {
    await client.close();
  }
}

async function readFor<Client extends ClientFace>(
  venue: ActionVenue<Client>,
  client: Client,
  context: IExecuteFunctions,
  itemIndex: number,
): Promise<INodeExecutionData[]> {
  const pairedItem = { item: itemIndex };
  try {
    const rows = await readRows(venue, client, context, itemIndex);
    return rows.map((row) => ({ json: { ...row } satisfies IDataObject, pairedItem }));
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    if (context.continueOnFail()) return [{ json: { error: cause.message }, pairedItem }];
    throw new NodeOperationError(context.getNode(), `${venue.title}: ${cause.message}`, {
      itemIndex,
    });
  }
}

async function readRows<Client extends ClientFace>(
  venue: ActionVenue<Client>,
  client: Client,
  context: IExecuteFunctions,
  itemIndex: number,
): Promise<object[]> {
  const parameters = parametersOf(context, itemIndex);
  const name = `${parameters.text('resource')}.${parameters.text('operation')}`;
  const operation: Operation<Client> | undefined = venue.operations[name];
  if (!operation) throw new TypeError(`There is no operation ${name}.`);
  const isAll = context.getNodeParameter('returnAll', itemIndex, true);
  const limit = isAll ? Infinity : context.getNodeParameter('limit', itemIndex, 50);
  const rows: object[] = [];
  for await (const row of await operation(client, parameters)) {
    if (rows.length >= limit) break;
    rows.push(row);
  }
  return rows;
}

function parametersOf(context: IExecuteFunctions, itemIndex: number): ActionParameters {
  const text = (name: string): string => {
    const value: unknown = context.getNodeParameter(name, itemIndex, '', { extractValue: true });
    return typeof value === 'string' ? value.trim() : String(value);
  };
  return {
    text,
    date(name) {
      const written = text(name);
      if (written === '') return undefined;
      const date = new Date(written);
      if (!Number.isNaN(date.getTime())) return date;
      throw new TypeError(`${written} is not a date.`);
    },
  };
}
