import {
  NodeConnectionTypes,
  type INodeType,
  type INodeTypeDescription,
  type ITriggerFunctions,
  type ITriggerResponse,
} from 'n8n-workflow';

import { VenueTrigger } from '../../src/trigger/run-trigger.ts';
import { outpollTrigger } from '../../src/venues/outpoll.ts';
import { triggerOptionsWithInterval } from '../shared/trigger-options.ts';
import { event, outcome } from './parameters.ts';
import { outpollMethods } from './search.ts';

const trigger = new VenueTrigger(outpollTrigger);

export class OutpollTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Outpoll Trigger',
    name: 'outpollTrigger',
    icon: { light: 'file:../../icons/outpoll.svg', dark: 'file:../../icons/outpoll.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: '={{$parameter["events"].join(", ")}}',
    description: 'Starts the workflow when something happens on the prediction market Outpoll',
    eventTriggerDescription: 'Waiting for an event of Outpoll',
    activationMessage: 'Events of Outpoll now start this workflow.',
    triggerPanel: {
      header: 'Listen to Outpoll',
      executionsHelp: {
        inactive:
          'While you build your workflow, click "Execute step" and wait for the market to move. Publish the workflow to have it run for every event.',
        active:
          'While you build your workflow, click "Execute step" and wait for the market to move; the published workflow runs for the same event. What the published workflow does is in the list of executions.',
      },
      activationHint: 'Publish this workflow to have it run for every event.',
    },
    defaults: { name: 'Outpoll Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'outpollApi', required: true }],
    properties: [
      {
        displayName: 'Events',
        name: 'events',
        type: 'multiOptions',
        noDataExpression: true,
        required: true,
        default: ['orderUpdate'],
        options: [
          {
            name: 'Activity',
            value: 'activity',
            description: 'When somebody trades an outcome',
          },
          {
            name: 'Balances',
            value: 'balances',
            description: 'When your balances change, and once at the start',
          },
          {
            name: 'Chance',
            value: 'chance',
            description: 'When the chance of an outcome changes',
          },
          {
            name: 'Last Trade',
            value: 'lastTrade',
            description: 'When a trade is completed anywhere on the platform',
          },
          {
            name: 'Order Book',
            value: 'orderBook',
            description: 'When the best prices of an event change, and once at the start',
          },
          {
            name: 'Order Feed',
            value: 'orderFeed',
            description: 'When something happens to one of your orders, with details',
          },
          {
            name: 'Order Update',
            value: 'orderUpdate',
            description: 'When one of your orders succeeds or fails',
          },
          {
            name: 'Orders',
            value: 'orders',
            description: 'All your orders, when the workflow is published and after each outage',
          },
        ],
      },
      { ...event, displayOptions: { show: { events: ['activity', 'chance', 'orderBook'] } } },
      { ...outcome, displayOptions: { show: { events: ['activity', 'chance'] } } },
      triggerOptionsWithInterval,
    ],
  };

  methods = outpollMethods;

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    return trigger.run(this);
  }
}
