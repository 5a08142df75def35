import { compiled } from '@venuewire/core';
import * as z from 'zod/v4';

import { address, anything, assetId, instrumentId, u64 } from './scalars.ts';

/** Messages that speak of the connection and its subscriptions. */

/** What of its parameters a confirmation may name: it echoes the kind and, in its own letter case, the parameters. */
export const subject = z.object({
  account: address.nullish(),
  assetId: z.union([assetId, z.string()]).nullish(),
  instrumentId: instrumentId.nullish(),
  interval: z.string().nullish(),
});

/** The response is tagged in its turn: `{"PlaceOrder":{"results":[…]}}`, `{"Err":"…"}`, `"Ok"`. */
export const transactionResult = compiled(
  z.looseObject({ signature: z.string(), response: anything }),
);

export const executeOnDisconnectRegistered = compiled(
  z.looseObject({ signature: z.string(), deferredNonce: u64 }),
);
