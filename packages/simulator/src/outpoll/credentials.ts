import { hmacSigner } from '@venuewire/signing';
import type { HmacSigner } from '@venuewire/signing';

import type { ClaimedCredentials } from './client-message.ts';
import type { OutpollKey } from './options.ts';

const toleranceMs = 30_000;

/** The API keys that exist, and what became of them. */
export class Credentials {
  readonly revoked = new Set<string>();
  readonly blocked = new Set<string>();
  readonly #signers: ReadonlyMap<string, HmacSigner>;

  /** @throws the signing package's error for a secret that is not base64url. */
  constructor(keys: readonly OutpollKey[]) {
    this.#signers = new Map(keys.map(({ apiKey, secret }) => [apiKey, hmacSigner(secret)]));
  }

  /** `signed` is what follows the timestamp in the signed text; `now` is the venue's time. */
  check(
    { apiKey = '', signature, timestamp = '' }: ClaimedCredentials,
    signed: string,
    now: number,
  ): 'accepted' | 'blocked' | 'refused' {
    const signer = this.#signers.get(apiKey);
    if (signer === undefined || this.revoked.has(apiKey)) return 'refused';
    const isInTime =
      /^\d+$/.test(timestamp) && Math.abs(Number(timestamp) * 1000 - now) <= toleranceMs;
    if (!isInTime || signature !== signer.sign(timestamp + signed)) return 'refused';
    return this.blocked.has(apiKey) ? 'blocked' : 'accepted';
  }
}
