import type { Http } from '@venuewire/core';

import { createHttp } from '../../../../core/src/http.ts';
import {
  createTransactions,
  type Transactions,
  type TransactionsOptions,
} from '../../../src/transactions/index.ts';
import { standardPlatform } from '../../support/standard-platform.ts';
import { signer } from './key.ts';
import { RestVenue } from './rest-venue.ts';

export interface World extends AsyncDisposable {
  readonly venue: RestVenue;
  readonly transactions: Transactions;
}

export function httpWith(timeout: number): Http {
  return createHttp({
    ...standardPlatform,
    venue: 'rocketfi',
    timeout,
    signal: new AbortController().signal,
    explain: () => undefined,
    clean: (text) => text,
  });
}

/** A venue, and the account that trades there. */
export async function start(
  options: Partial<TransactionsOptions> = {},
  timeout = 10_000,
): Promise<World> {
  const venue = await RestVenue.open();
  const { restUrl } = venue;
  const transactions = createTransactions({ signer, http: httpWith(timeout), restUrl, ...options });
  return { venue, transactions, [Symbol.asyncDispose]: () => venue[Symbol.asyncDispose]() };
}
