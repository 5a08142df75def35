import type { INodeProperties } from 'n8n-workflow';

/** What every venue's trigger can be told. */
const common: INodeProperties[] = [
  {
    displayName: 'Include Connection Events',
    name: 'includeConnectionEvents',
    type: 'boolean',
    default: false,
    description:
      'Whether to start the workflow also when the connection is lost or back, or when events were missed. These have the event "status".',
  },
  {
    displayName: 'Maximum Age of Missed Events (Minutes)',
    name: 'maximumAge',
    type: 'number',
    typeOptions: { minValue: 0 },
    default: 15,
    description: 'Events that are older are counted, and do not start the workflow',
  },
  {
    displayName: 'Maximum Number of Missed Events',
    name: 'maximumCount',
    type: 'number',
    typeOptions: { minValue: 0 },
    default: 100,
    description: 'After one outage. Further ones are counted, and do not start the workflow.',
  },
  {
    displayName: 'Missed Events',
    name: 'missedEvents',
    type: 'options',
    options: [
      {
        name: 'Catch Up',
        value: 'catchUp',
        description: 'Start the workflow for what was missed, up to an age and a number',
      },
      {
        name: 'Skip',
        value: 'skip',
        description: 'Start the workflow only for what happens from now on',
      },
    ],
    default: 'catchUp',
    description: 'What to do with events from while the connection, or n8n, was down',
  },
  {
    displayName: 'Run One at a Time',
    name: 'runOneAtATime',
    type: 'boolean',
    default: false,
    description:
      'Whether to wait for one execution to end before the next one starts, so that events are handled in order',
  },
  {
    displayName: 'Simplify',
    name: 'simplify',
    type: 'boolean',
    default: true,
    description: 'Whether to return a simplified version of the response instead of the raw data',
  },
  {
    displayName: 'Stale After (Minutes)',
    name: 'staleAfter',
    type: 'number',
    typeOptions: { minValue: 0 },
    default: 0,
    description:
      'Start the workflow with a "status" event, and subscribe again, when nothing has come for so long. 0 means never.',
  },
];

/** Of a venue with events that are the state of something, such as prices. */
const minimumInterval: INodeProperties = {
  displayName: 'Minimum Interval (Seconds)',
  name: 'minimumInterval',
  type: 'number',
  typeOptions: { minValue: 0 },
  default: 5,
  description:
    'Between two events of a price, a book, a balance or anything else that is a state. What changes meanwhile is in the next one.',
};

export const triggerOptions: INodeProperties = collection(common);

export const triggerOptionsWithInterval: INodeProperties = collection(
  [...common, minimumInterval].toSorted((one, other) =>
    one.displayName < other.displayName ? -1 : 1,
  ),
);

function collection(options: INodeProperties[]): INodeProperties {
  return {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options,
  };
}
