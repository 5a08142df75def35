import type { INodeProperties } from 'n8n-workflow';

export const instrument: INodeProperties = {
  displayName: 'Instrument',
  name: 'instrumentId',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  description: 'The perpetual or the option',
  modes: [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      placeholder: 'Select an instrument',
      typeOptions: { searchListMethod: 'searchInstruments', searchable: true },
    },
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 0x0000000000000001' },
  ],
};

export const interval: INodeProperties = {
  displayName: 'Candle Interval',
  name: 'interval',
  type: 'options',
  options: [
    { name: '1 Day', value: '1d' },
    { name: '1 Hour', value: '1h' },
    { name: '1 Minute', value: '1m' },
    { name: '15 Minutes', value: '15m' },
    { name: '30 Minutes', value: '30m' },
    { name: '4 Hours', value: '4h' },
    { name: '5 Minutes', value: '5m' },
  ],
  default: '1h',
};

export const asset: INodeProperties = {
  displayName: 'Asset',
  name: 'assetId',
  type: 'number',
  typeOptions: { minValue: 0 },
  default: 0,
  description: 'The number of the asset. 0 is USDC.',
};
