import { documented, jsonOf, restUrl as urlOf } from '@venuewire/core';
import type { Address } from '@venuewire/signing';
import * as z from 'zod/v4';

import { u64 } from '../schemas/scalars.ts';
import type { RestAccess } from './post.ts';

export interface AccountNonces {
  readonly nonce: bigint;
  /** Of `Deferred`, which counts for itself. */
  readonly deferredNonce: bigint;
}

/** The venue's SDK reads a deferred nonce that is missing as 0. */
const answer = z.looseObject({ nonce: u64, deferredNonce: u64.nullish() });

/** `GET /account-nonce`. @throws HttpError, TimeoutError, AuthError, ProtocolError */
export async function accountNonces(
  { http, restUrl }: RestAccess,
  account: Address,
  signal: AbortSignal | undefined,
): Promise<AccountNonces> {
  const call = 'GET /account-nonce';
  const url = urlOf(restUrl, '/account-nonce', { account });
  const { text } = await http.request({ method: 'GET', url, signal });
  const { nonce, deferredNonce } = documented(
    answer,
    jsonOf(text, call, 'rocketfi'),
    call,
    'rocketfi',
  );
  return { nonce: BigInt(nonce), deferredNonce: BigInt(deferredNonce ?? 0) };
}
