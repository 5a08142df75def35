import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/** Return All and Limit, where many rows can be read. */
export function limitParameters(show: NonNullable<IDisplayOptions['show']>): INodeProperties[] {
  return [
    {
      displayName: 'Return All',
      name: 'returnAll',
      type: 'boolean',
      displayOptions: { show },
      default: false,
      description: 'Whether to return all results or only up to a given limit',
    },
    {
      displayName: 'Limit',
      name: 'limit',
      type: 'number',
      typeOptions: { minValue: 1 },
      displayOptions: { show: { ...show, returnAll: [false] } },
      default: 50,
      description: 'Max number of results to return',
    },
  ];
}
