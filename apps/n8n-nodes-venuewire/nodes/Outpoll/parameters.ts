import type { INodeProperties } from 'n8n-workflow';

export const event: INodeProperties = {
  displayName: 'Event',
  name: 'eventId',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  description: 'The event of Outpoll, which people bet on',
  modes: [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      placeholder: 'Select an event',
      typeOptions: {
        searchListMethod: 'searchEvents',
        searchable: true,
        searchFilterRequired: true,
      },
    },
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 6650c1f0' },
  ],
};

export const outcome: INodeProperties = {
  displayName: 'Outcome',
  name: 'outcomeId',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  description: 'One of the outcomes of the event',
  typeOptions: { loadOptionsDependsOn: ['eventId.value'] },
  modes: [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      placeholder: 'Select an outcome',
      typeOptions: { searchListMethod: 'searchOutcomes' },
    },
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 6650c1f1' },
  ],
};
