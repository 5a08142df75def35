import {
  NodeConnectionTypes,
  type INodeType,
  type INodeTypeDescription,
  type ITriggerFunctions,
  type ITriggerResponse,
} from 'n8n-workflow';

import { VenueTrigger } from '../../src/trigger/run-trigger.ts';
import { collective2Trigger } from '../../src/venues/collective2.ts';
import { triggerOptions } from '../shared/trigger-options.ts';
import { strategyMethods } from './search-strategies.ts';
import { strategy } from './strategy-parameter.ts';

const trigger = new VenueTrigger(collective2Trigger);

export class Collective2Trigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Collective2 Trigger',
    name: 'collective2Trigger',
    icon: {
      light: 'file:../../icons/collective2.svg',
      dark: 'file:../../icons/collective2.dark.svg',
    },
    group: ['trigger'],
    version: 1,
    subtitle: '={{$parameter["events"].join(", ")}}',
    description: 'Starts the workflow when a Collective2 strategy trades',
    eventTriggerDescription: 'Waiting for an event of the strategy',
    activationMessage: 'Events of the strategy now start this workflow.',
    triggerPanel: {
      header: 'Listen to a Collective2 strategy',
      executionsHelp: {
        inactive:
          'While you build your workflow, click "Execute step" and wait for the strategy to trade. Publish the workflow to have it run for every event.',
        active:
          'While you build your workflow, click "Execute step" and wait for the strategy to trade; the published workflow runs for the same event. What the published workflow does is in the list of executions.',
      },
      activationHint:
        'Publish this workflow to have it run for every event, also for those that happen while n8n restarts.',
    },
    defaults: { name: 'Collective2 Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'collective2Api', required: true }],
    properties: [
      {
        displayName: 'Events',
        name: 'events',
        type: 'multiOptions',
        noDataExpression: true,
        required: true,
        default: ['signal'],
        options: [
          {
            name: 'Open Positions',
            value: 'openPositions',
            description: 'All open positions, when the workflow is published and after each outage',
          },
          {
            name: 'Position Update',
            value: 'positionUpdate',
            description: 'When the positions of the strategy change',
          },
          {
            name: 'Signal',
            value: 'signal',
            description: 'When the strategy issues a trading signal',
          },
        ],
      },
      strategy,
      triggerOptions,
    ],
  };

  methods = strategyMethods;

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    return trigger.run(this);
  }
}
