import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';

import { runAction } from '../../src/action/run-action.ts';
import { outpollAction } from '../../src/venues/outpoll.ts';
import { limitParameters } from '../shared/limit-parameters.ts';
import { outpollMethods } from './search.ts';

export class Outpoll implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Outpoll',
    name: 'outpoll',
    icon: { light: 'file:../../icons/outpoll.svg', dark: 'file:../../icons/outpoll.dark.svg' },
    group: ['input'],
    version: 1,
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Read events, orders, positions and balances of the prediction market Outpoll',
    defaults: { name: 'Outpoll' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'outpollApi', required: true }],
    properties: [
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        noDataExpression: true,
        options: [
          { name: 'Balance', value: 'balance' },
          { name: 'Event', value: 'event' },
          { name: 'Order', value: 'order' },
          { name: 'Position', value: 'position' },
        ],
        default: 'order',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['balance'] } },
        options: [
          {
            name: 'Get Many',
            value: 'getMany',
            description: 'Get what the account has',
            action: 'Get many balances',
          },
        ],
        default: 'getMany',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['event'] } },
        options: [
          {
            name: 'Search',
            value: 'search',
            description: 'Find events, and their outcomes, by their words',
            action: 'Search events',
          },
        ],
        default: 'search',
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
            description: 'Get the orders of the account that are active',
            action: 'Get active orders',
          },
          {
            name: 'Get History',
            value: 'getHistory',
            description: 'Get the orders that the account has had',
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
            description: 'Get the open positions of the account',
            action: 'Get many positions',
          },
        ],
        default: 'getMany',
      },
      {
        displayName: 'Search Text',
        name: 'searchText',
        type: 'string',
        default: '',
        placeholder: 'e.g. election',
        displayOptions: { show: { resource: ['event'] } },
        description: 'Words to find in events',
      },
      ...limitParameters({ resource: ['balance', 'event', 'order', 'position'] }),
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add option',
        default: {},
        displayOptions: { show: { resource: ['order'], operation: ['getHistory'] } },
        options: [
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
            displayName: 'Outcome ID',
            name: 'outcomeId',
            type: 'string',
            default: '',
            description: 'Only orders of this outcome',
          },
        ],
      },
    ],
  };

  methods = outpollMethods;

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return runAction(outpollAction, this);
  }
}
