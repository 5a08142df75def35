import type {
  IAuthenticateGeneric,
  Icon,
  ICredentialTestRequest,
  ICredentialType,
  INodeProperties,
} from 'n8n-workflow';

export class Collective2Api implements ICredentialType {
  name = 'collective2Api';

  displayName = 'Collective2 API';

  icon: Icon = {
    light: 'file:../icons/collective2.svg',
    dark: 'file:../icons/collective2.dark.svg',
  };

  documentationUrl = 'https://api-docs.collective2.com/';

  properties: INodeProperties[] = [
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'The key of your Collective2 account for API version 4',
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

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: {
      headers: {
        Authorization: '=Bearer {{$credentials.apiKey}}',
        Accept: 'application/json',
      },
    },
  };

  test: ICredentialTestRequest = {
    request: {
      baseURL:
        '={{$credentials.environment === "custom" ? $credentials.restUrl : "https://api4-general.collective2.com"}}',
      url: '/General/Hello',
      method: 'POST',
      body: { Name: 'n8n' },
    },
    rules: [
      {
        type: 'responseSuccessBody',
        properties: {
          key: 'ResponseStatus.ErrorCode',
          value: '401',
          message: 'Collective2 does not accept this key',
        },
      },
    ],
  };
}
