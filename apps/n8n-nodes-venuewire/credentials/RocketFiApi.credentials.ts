import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

export class RocketFiApi implements ICredentialType {
  name = 'rocketFiApi';

  displayName = 'RocketFi API';

  icon: Icon = { light: 'file:../icons/rocketfi.svg', dark: 'file:../icons/rocketfi.dark.svg' };

  documentationUrl = 'https://api.docs.rocketfi.io/';

  properties: INodeProperties[] = [
    {
      displayName: 'Environment',
      name: 'environment',
      type: 'options',
      options: [
        { name: 'Beta', value: 'beta' },
        { name: 'Custom Addresses', value: 'custom' },
        { name: 'Devnet', value: 'devnet' },
        { name: 'Testnet', value: 'testnet' },
      ],
      default: 'beta',
      description: 'Custom addresses are for a simulator or a proxy of your own',
    },
    {
      displayName: 'Account Address',
      name: 'account',
      type: 'string',
      default: '',
      placeholder: 'e.g. 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
      description:
        'Whose orders and positions to read. It needs no key; without it, only what is the market’s can be read.',
    },
    {
      displayName: 'WebSocket URL',
      name: 'webSocketUrl',
      type: 'string',
      default: '',
      placeholder: 'e.g. ws://127.0.0.1:7000/ws',
      displayOptions: { show: { environment: ['custom'] } },
    },
    {
      displayName: 'REST URL',
      name: 'restUrl',
      type: 'string',
      default: '',
      placeholder: 'e.g. http://127.0.0.1:7000',
      displayOptions: { show: { environment: ['custom'] } },
    },
  ];

  /** There is no key that could be good or bad: it tells whether the venue is there, and whether the address is one. */
  test: ICredentialTestRequest = {
    request: {
      baseURL:
        '={{$credentials.environment === "custom" ? $credentials.restUrl : "https://" + $credentials.environment + ".rocket-cluster-1.com"}}',
      url: '={{$credentials.account ? "/collateral" : "/instruments"}}',
      qs: { account: '={{$credentials.account || undefined}}' },
    },
  };
}
