import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';

import { runAction } from '../../src/action/run-action.ts';
import { rocketFiAction } from '../../src/venues/rocketfi.ts';
import { limitParameters } from '../shared/limit-parameters.ts';
import { instrument, interval } from './parameters.ts';
import { rocketFiMethods } from './search.ts';

export class RocketFi implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'RocketFi',
    name: 'rocketFi',
    icon: { light: 'file:../../icons/rocketfi.svg', dark: 'file:../../icons/rocketfi.dark.svg' },
    group: ['input'],
    version: 1,
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Read the market, orders and positions of the perpetuals exchange RocketFi',
    defaults: { name: 'RocketFi' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'rocketFiApi', required: true }],
    properties: [
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        noDataExpression: true,
        options: [
          { name: 'Candle', value: 'candle' },
          { name: 'Collateral', value: 'collateral' },
          { name: 'Funding Rate', value: 'fundingRate' },
          { name: 'Instrument', value: 'instrument' },
          { name: 'Order', value: 'order' },
          { name: 'Order Event', value: 'orderEvent' },
          { name: 'Position', value: 'position' },
          { name: 'Position Funding', value: 'positionFunding' },
          { name: 'Trade', value: 'trade' },
        ],
        default: 'position',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['candle'] } },
        options: [
          {
            name: 'Get Many',
            value: 'getMany',
            description: 'Get the candles of an instrument',
            action: 'Get many candles',
          },
        ],
        default: 'getMany',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['collateral'] } },
        options: [
          {
            name: 'Get Many',
            value: 'getMany',
            description: 'Get the collateral of the account',
            action: 'Get many collaterals',
          },
        ],
        default: 'getMany',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['fundingRate'] } },
        options: [
          {
            name: 'Get Many',
            value: 'getMany',
            description: 'Get the funding rates that an instrument has had',
            action: 'Get many funding rates',
          },
        ],
        default: 'getMany',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['instrument'] } },
        options: [
          {
            name: 'Get Many',
            value: 'getMany',
            description: 'Get all instruments',
            action: 'Get many instruments',
          },
        ],
        default: 'getMany',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['order'] } },
        options: [
          {
            name: 'Get Open',
            value: 'getOpen',
            description: 'Get the open orders of the account',
            action: 'Get open orders',
          },
        ],
        default: 'getOpen',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['orderEvent'] } },
        options: [
          {
            name: 'Get Many',
            value: 'getMany',
            description: 'Get what happened to orders of the account',
            action: 'Get many order events',
          },
        ],
        default: 'getMany',
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
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['positionFunding'] } },
        options: [
          {
            name: 'Get Many',
            value: 'getMany',
            description: 'Get the funding that positions of the account paid or got',
            action: 'Get many position fundings',
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
            description: 'Get the trades of the account',
            action: 'Get many trades',
          },
        ],
        default: 'getMany',
      },
      { ...instrument, displayOptions: { show: { resource: ['candle', 'fundingRate'] } } },
      { ...interval, displayOptions: { show: { resource: ['candle'] } } },
      ...limitParameters({
        resource: [
          'candle',
          'collateral',
          'fundingRate',
          'instrument',
          'order',
          'orderEvent',
          'position',
          'positionFunding',
          'trade',
        ],
      }),
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add option',
        default: {},
        displayOptions: { show: { resource: ['candle', 'trade'] } },
        options: [
          {
            displayName: 'End Time',
            name: 'endTime',
            type: 'dateTime',
            default: '',
          },
          {
            displayName: 'Start Time',
            name: 'startTime',
            type: 'dateTime',
            default: '',
          },
        ],
      },
    ],
  };

  methods = rocketFiMethods;

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return runAction(rocketFiAction, this);
  }
}
