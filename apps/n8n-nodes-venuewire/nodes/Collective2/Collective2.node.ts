import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';

import { runAction } from '../../src/action/run-action.ts';
import { collective2Action } from '../../src/venues/collective2.ts';
import { limitParameters } from '../shared/limit-parameters.ts';
import { strategyMethods } from './search-strategies.ts';
import { strategy } from './strategy-parameter.ts';

export class Collective2 implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Collective2',
    name: 'collective2',
    icon: {
      light: 'file:../../icons/collective2.svg',
      dark: 'file:../../icons/collective2.dark.svg',
    },
    group: ['input'],
    version: 1,
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Read orders, positions and trades of Collective2 strategies',
    defaults: { name: 'Collective2' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'collective2Api', required: true }],
    properties: [
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        noDataExpression: true,
        options: [
          { name: 'Order', value: 'order' },
          { name: 'Position', value: 'position' },
          { name: 'Profile', value: 'profile' },
          { name: 'Strategy', value: 'strategy' },
          { name: 'Trade', value: 'trade' },
        ],
        default: 'position',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['order'] } },
        options: [
          {
            name: 'Get Active',
            value: 'getActive',
            description: 'Get the orders that a strategy has working',
            action: 'Get active orders',
          },
          {
            name: 'Get History',
            value: 'getHistory',
            description: 'Get the orders that a strategy has had',
            action: 'Get the history of orders',
          },
        ],
        default: 'getActive',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['position'] } },
        options: [
          {
            name: 'Get Many',
            value: 'getMany',
            description: 'Get the open positions of a strategy',
            action: 'Get many positions',
          },
        ],
        default: 'getMany',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['profile'] } },
        options: [
          {
            name: 'Get',
            value: 'get',
            description: 'Get the profile of whom the key belongs to',
            action: 'Get a profile',
          },
        ],
        default: 'get',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['strategy'] } },
        options: [
          {
            name: 'Get Many',
            value: 'getMany',
            description: 'Get the strategies that the account has subscribed to',
            action: 'Get many strategies',
          },
        ],
        default: 'getMany',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['trade'] } },
        options: [
          {
            name: 'Get Many',
            value: 'getMany',
            description: 'Get the closed trades of a strategy',
            action: 'Get many trades',
          },
        ],
        default: 'getMany',
      },
      { ...strategy, displayOptions: { show: { resource: ['order', 'position', 'trade'] } } },
      ...limitParameters({ resource: ['order', 'position', 'strategy', 'trade'] }),
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add option',
        default: {},
        displayOptions: { show: { resource: ['order'], operation: ['getHistory'] } },
        options: [
          {
            displayName: 'End Date',
            name: 'endDate',
            type: 'dateTime',
            default: '',
            description: 'Orders that were posted before',
          },
          {
            displayName: 'Order',
            name: 'order',
            type: 'options',
            options: [
              { name: 'Newest First', value: 'newestFirst' },
              { name: 'Oldest First', value: 'oldestFirst' },
            ],
            default: 'newestFirst',
          },
          {
            displayName: 'Start Date',
            name: 'startDate',
            type: 'dateTime',
            default: '',
            description: 'Orders that were posted after',
          },
        ],
      },
    ],
  };

  methods = strategyMethods;

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return runAction(collective2Action, this);
  }
}
