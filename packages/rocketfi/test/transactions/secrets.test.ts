import { expect, it } from 'vitest';

import { leaks } from '../../../core/test/venue-suite/leaks.ts';
import { createTransactions, type Instruction } from '../../src/transactions/index.ts';
import { key, other, signer } from './support/key.ts';
import type { Fate } from './support/rest-venue.ts';
import { httpWith, start } from './support/start.ts';

const withdraw: Instruction = { type: 'Withdraw', assetId: 0, amount: '987.654', to: other };

/** What the venue's server has of it: what it was sent. */
function secretsOf(posts: readonly { readonly body: string }[]): string[] {
  const signatures = posts.flatMap(({ body }) => body.match(/0x[\da-f]{130}/g) ?? []);
  return [
    key,
    key.slice(2),
    '987.654',
    other,
    ...signatures,
    ...signatures.map((text) => text.slice(2)),
  ];
}

const fates: readonly (Fate | undefined)[] = [
  undefined,
  'lost',
  { status: 422, body: '{"message":"no"}' },
  { status: 500, body: 'oops' },
  { status: 200, body: '{"New":1}' },
];

it('promise 11: no outcome shows the key, a signature or what was signed', async () => {
  await using world = await start();
  fates.forEach((fate, index) => fate && world.venue.fates.set(index, fate));
  const outcomes: unknown[] = [];
  for (const _ of fates) outcomes.push(await world.transactions.submit(withdraw));
  outcomes.push(await world.transactions.submitBatch([withdraw, withdraw]));
  outcomes.push(await world.transactions.sign(withdraw));
  const secrets = secretsOf(world.venue.posts);
  expect(secrets.length).toBeGreaterThan(2 * fates.length);
  expect(leaks({ outcomes, transactions: world.transactions }, secrets)).toEqual([]);
});

it('promise 11: nor does an error, wherever it comes from', async () => {
  await using world = await start();
  const { restUrl } = world.venue;
  await world.venue[Symbol.asyncDispose]();
  const offline = createTransactions({ signer, http: httpWith(1_000), restUrl });
  const outcome = await offline.submit(withdraw);
  expect(outcome).toMatchObject({ outcome: 'notSent' });
  const refusal = await offline
    .submit({ ...withdraw, amount: 987.654 as unknown as string })
    .catch((error: unknown) => error);
  expect(leaks({ outcome, refusal }, secretsOf([]))).toEqual([]);
});
