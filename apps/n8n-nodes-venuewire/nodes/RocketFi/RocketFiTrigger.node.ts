import {
  NodeConnectionTypes,
  type INodeType,
  type INodeTypeDescription,
  type ITriggerFunctions,
  type ITriggerResponse,
} from 'n8n-workflow';

import { VenueTrigger } from '../../src/trigger/run-trigger.ts';
import { rocketFiTrigger } from '../../src/venues/rocketfi.ts';
import { triggerOptionsWithInterval } from '../shared/trigger-options.ts';
import { asset, instrument, interval } from './parameters.ts';
import { rocketFiMethods } from './search.ts';

const trigger = new VenueTrigger(rocketFiTrigger);

export class RocketFiTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'RocketFi Trigger',
    name: 'rocketFiTrigger',
    icon: { light: 'file:../../icons/rocketfi.svg', dark: 'file:../../icons/rocketfi.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: '={{$parameter["events"].join(", ")}}',
    description: 'Starts the workflow when something happens on the perpetuals exchange RocketFi',
    eventTriggerDescription: 'Waiting for an event of RocketFi',
    activationMessage: 'Events of RocketFi now start this workflow.',
    triggerPanel: {
      header: 'Listen to RocketFi',
      executionsHelp: {
        inactive:
          'While you build your workflow, click "Execute step" and wait for the market to move. Publish the workflow to have it run for every event.',
        active:
          'While you build your workflow, click "Execute step" and wait for the market to move; the published workflow runs for the same event. What the published workflow does is in the list of executions.',
      },
      activationHint: 'Publish this workflow to have it run for every event.',
    },
    defaults: { name: 'RocketFi Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'rocketFiApi', required: true }],
    properties: [
      {
        displayName: 'Events',
        name: 'events',
        type: 'multiOptions',
        noDataExpression: true,
        required: true,
        default: ['orderEvent'],
        options: [
          {
            name: 'Account Risk',
            value: 'accountRisk',
            description: 'When the equity or the margin of the account changes',
          },
          {
            name: 'Asset Price',
            value: 'assetPrice',
            description: 'When the price of an asset changes',
          },
          {
            name: 'Auction Fills',
            value: 'auctionFills',
            description: 'When an auction of an instrument has filled orders',
          },
          {
            name: 'Candle',
            value: 'candle',
            description: 'When a candle of an instrument changes; the latest thousand at the start',
          },
          {
            name: 'Collateral',
            value: 'collateral',
            description: 'When the collateral of the account changes',
          },
          {
            name: 'Funding Rate',
            value: 'fundingRate',
            description: 'When the funding rate of an instrument changes',
          },
          {
            name: 'Instrument Statistics',
            value: 'instrumentStats',
            description: 'When volume or open interest of an instrument change',
          },
          {
            name: 'Last Match Price',
            value: 'lastMatchPrice',
            description: 'When an instrument is traded at another price',
          },
          {
            name: 'Open Orders',
            value: 'openOrders',
            description: 'When open orders of the account change; all of them at the start',
          },
          {
            name: 'Order Book',
            value: 'orderBook',
            description: 'When the order book of an instrument changes',
          },
          {
            name: 'Order Event',
            value: 'orderEvent',
            description: 'When an order of the account is placed, filled, changed or canceled',
          },
          {
            name: 'Position Funding',
            value: 'positionFunding',
            description: 'When a position of the account pays or gets funding',
          },
          {
            name: 'Positions',
            value: 'positions',
            description: 'When positions of the account change; all of them at the start',
          },
          {
            name: 'Price',
            value: 'price',
            description: 'When the mark price or the quote of an instrument changes',
          },
          {
            name: 'Ticker',
            value: 'ticker',
            description: 'When the ticker of an instrument changes',
          },
        ],
      },
      {
        ...instrument,
        displayOptions: {
          show: {
            events: [
              'auctionFills',
              'candle',
              'fundingRate',
              'instrumentStats',
              'lastMatchPrice',
              'orderBook',
              'price',
              'ticker',
            ],
          },
        },
      },
      { ...interval, displayOptions: { show: { events: ['candle'] } } },
      { ...asset, displayOptions: { show: { events: ['assetPrice', 'collateral'] } } },
      triggerOptionsWithInterval,
    ],
  };

  methods = rocketFiMethods;

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    return trigger.run(this);
  }
}
