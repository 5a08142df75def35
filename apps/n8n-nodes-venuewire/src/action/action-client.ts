import type { ClientFace, Fetch } from '@venuewire/core';
import type {
  IExecuteFunctions,
  IHttpRequestMethods,
  IHttpRequestOptions,
  ILoadOptionsFunctions,
} from 'n8n-workflow';

import { actionPlatform } from '../platform.ts';
import type { ActionVenue } from './action-venue.ts';

type Context = IExecuteFunctions | ILoadOptionsFunctions;

const methods: readonly IHttpRequestMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];

/** n8n's own requests as a `fetch`; with a credential's name they bear its authentication. */
function n8nFetch(context: Context, credential: string | undefined): Fetch {
  const { helpers } = context;
  const send = (options: IHttpRequestOptions): Promise<unknown> =>
    credential === undefined
      ? helpers.httpRequest(options)
      : helpers.httpRequestWithAuthentication.call(context, credential, options);
  return async (url, { method, headers, body, signal }) => {
    const request = send({
      url,
      method: methods.find((known) => known === method) ?? 'GET',
      headers,
      ...(body !== undefined && { body }),
      // As bytes, so that n8n reads no JSON: it would lose digits of long numbers.
      encoding: 'arraybuffer',
      ignoreHttpStatusErrors: true,
      returnFullResponse: true,
      abortSignal: signal,
    });
    // In an execution n8n puts its own signal in the place of ours.
    const answer = await Promise.race([request, rejection(signal)]);
    const { statusCode, headers: answered, body: bytes } = responseOf(answer);
    return {
      status: statusCode,
      headers: {
        get(name) {
          const value = answered[name.toLowerCase()];
          return typeof value === 'string' ? value : null;
        },
      },
      text: () => Promise.resolve(textOf(bytes)),
    };
  };
}

function rejection(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** n8n does not say what its full answer is made of. */
function responseOf(answer: unknown): Response {
  if (typeof answer !== 'object' || answer === null) throw new TypeError('n8n gave no answer.');
  const { statusCode, headers, body }: Partial<Record<keyof Response, unknown>> = answer;
  const isObject = typeof headers === 'object' && headers !== null;
  return { statusCode: Number(statusCode), headers: isObject ? { ...headers } : {}, body };
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  const isBinary = body instanceof ArrayBuffer || body instanceof Uint8Array;
  return isBinary ? new TextDecoder().decode(body) : '';
}

/** A client for one execution, or one list of the editor. It opens no socket. */
export async function clientFor<Client extends ClientFace>(
  venue: ActionVenue<Client>,
  context: Context,
): Promise<Client> {
  const { credential, isSignedByN8n, connect } = venue;
  const request = n8nFetch(context, isSignedByN8n ? credential : undefined);
  return connect(await context.getCredentials(credential), actionPlatform(request));
}
