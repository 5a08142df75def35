import { ConfigError, provider, type Provided, type Redactor } from '@venuewire/core';
import { hmacSigner, type HmacSigner } from '@venuewire/signing';

/** An API key of the venue, `op_k_…`, and its secret, which is shown once. */
export interface Credentials {
  readonly apiKey: string;
  /** base64url, padded or not. */
  readonly secret: string;
}

/** A key that signs. */
export interface Identity {
  readonly apiKey: string;
  readonly signer: HmacSigner;
}

export type IdentitySource = () => Promise<Identity>;

const venue = 'outpoll';

/** Undefined where there are none: what is public needs none. */
export function identitySource(
  given: Provided<Credentials> | undefined,
  redactor: Redactor,
): IdentitySource | undefined {
  return given && provider(given, (credentials) => identityOf(credentials, redactor));
}

function identityOf(given: Credentials | undefined, redactor: Redactor): Identity {
  const { apiKey, secret } = given ?? {};
  if (
    typeof apiKey !== 'string' ||
    !/^[\u0021-\u007e]+$/.test(apiKey) ||
    typeof secret !== 'string'
  )
    throw new ConfigError(
      'credentials must have an apiKey, non-empty text of visible characters, and a secret: copy both from your Outpoll account.',
      { venue },
    );
  redactor.add(apiKey);
  redactor.add(secret);
  try {
    return { apiKey, signer: hmacSigner(secret) };
  } catch {
    // Without the cause: what is malformed may still be most of a secret.
    throw new ConfigError('The secret must be base64url text: copy it from your Outpoll account.', {
      venue,
    });
  }
}

/**
 * The signature that the venue verifies: of the Unix seconds, the method, the path without its query, and the body.
 * https://docs.outpoll.com/api/rest-api/private-endpoints
 */
export function signature(
  { signer }: Identity,
  timestamp: string,
  method: string,
  url: string,
  body = '',
): string {
  return signer.sign(`${timestamp}${method}${new URL(url).pathname}${body}`);
}

/** Whole Unix seconds, as the venue wants them: as text, within 30 s of its own. */
export function timestampAt(venueTime: number): string {
  return String(Math.max(0, Math.floor(venueTime / 1000)));
}
