import type {
  IAuthenticate,
  Icon,
  ICredentialTestRequest,
  ICredentialType,
  INodeProperties,
} from 'n8n-workflow';

import { authenticateOutpoll } from '../src/venues/outpoll-authenticate.ts';

export class OutpollApi implements ICredentialType {
  name = 'outpollApi';

  displayName = 'Outpoll API';

  icon: Icon = { light: 'file:../icons/outpoll.svg', dark: 'file:../icons/outpoll.dark.svg' };

  documentationUrl = 'https://docs.outpoll.com/api/rest-api';

  properties: INodeProperties[] = [
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      placeholder: 'e.g. op_k_…',
      description: 'The key of your Outpoll account',
    },
    {
      displayName: 'Secret',
      name: 'secret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'Shown once, when the key is made. It signs, and is not sent.',
    },
    {
      displayName: 'Environment',
      name: 'environment',
      type: 'options',
      options: [
        { name: 'Live', value: 'live' },
        { name: 'Custom Addresses', value: 'custom' },
      ],
      default: 'live',
      description: 'Custom addresses are for a simulator or a proxy of your own',
    },
    {
      displayName: 'Addresses',
      name: 'addresses',
      type: 'json',
      default: '{ "urls": {}, "restUrls": {} }',
      displayOptions: { show: { environment: ['custom'] } },
      description: 'The options urls and restUrls of the package @venuewire/outpoll',
    },
  ];

  authenticate: IAuthenticate = authenticateOutpoll;

  test: ICredentialTestRequest = {
    request: {
      baseURL:
        '={{$credentials.environment === "custom" ? JSON.parse($credentials.addresses).restUrls.balances : "https://wallet-mutator-view.outpoll.com"}}',
      url: '/api/user-balances',
      qs: { page: 0, size: 1 },
    },
  };
}
