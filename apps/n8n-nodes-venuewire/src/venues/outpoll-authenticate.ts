import { hmacSigner } from '@venuewire/signing';
import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { textOf } from '../credential-text.ts';

/**
 * Signs a request as https://docs.outpoll.com/api/rest-api/private-endpoints says: the Unix seconds, the method, the path
 * without its query, and the body. n8n calls it for the test of a credential, and for its HTTP Request node.
 */
export function authenticateOutpoll(
  credential: ICredentialDataDecryptedObject,
  options: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
  const { method = 'GET', baseURL, url, body } = options;
  const { pathname } = new URL(url, baseURL);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const text = typeof body === 'string' ? body : '';
  const signature = hmacSigner(textOf(credential, 'secret')).sign(
    `${timestamp}${method}${pathname}${text}`,
  );
  return Promise.resolve({
    ...options,
    headers: {
      ...options.headers,
      'OUTPOLL-API-KEY': textOf(credential, 'apiKey'),
      'OUTPOLL-API-SIGNATURE': signature,
      'OUTPOLL-API-TIMESTAMP': timestamp,
    },
  });
}
