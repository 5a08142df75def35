import type { INodeProperties } from 'n8n-workflow';

export const strategy: INodeProperties = {
  displayName: 'Strategy',
  name: 'strategyId',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  description: 'The strategy of Collective2',
  modes: [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      placeholder: 'Select a strategy',
      typeOptions: { searchListMethod: 'searchStrategies', searchable: true },
    },
    {
      displayName: 'By ID',
      name: 'id',
      type: 'string',
      placeholder: 'e.g. 12345678',
      validation: [
        {
          type: 'regex',
          properties: { regex: '^[1-9][0-9]*$', errorMessage: 'The ID of a strategy is a number' },
        },
      ],
    },
  ],
};
