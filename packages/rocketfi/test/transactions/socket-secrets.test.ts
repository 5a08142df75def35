import { expect, it } from 'vitest';

import { leaks } from '../../../core/test/venue-suite/leaks.ts';
import type { Instruction } from '../../src/transactions/index.ts';
import { key, other } from './support/key.ts';
import { accept, openDesk, resultOf, type Arrival } from './support/socket-venue.ts';

const withdraw: Instruction = { type: 'Withdraw', assetId: 0, amount: '987.654', to: other };
const order = { type: 'Limit', side: 'Buy', price: '987.654', quantity: '987.654' } as const;
const wish = {
  orders: [{ ...order, instrumentId: '0x00000000deadbeef' }],
  expiresAtMs: 1_800_000_000_000,
};

/** In turn; of the third and the fourth nobody can say to whom they are. */
const answers: readonly ((arrival: Arrival) => void)[] = [
  accept,
  ({ peer, signature }) => peer.send(resultOf(signature, { New: { amount: '987.654' } })),
  ({ peer, signature }) => peer.send({ TransactionResult: { signature: [signature] } }),
  ({ peer, transaction }) => peer.send({ Error: `cannot read ${transaction}` }),
  ({ peer }) => peer.socket.close(1008, 'policy'),
];

it('promise 11: nothing that the client shows has the key, a signature or what was signed', async () => {
  await using desk = await openDesk({
    receive(arrival) {
      const turn = (desk.arrivals.length - 1) % answers.length;
      answers[turn]?.(arrival);
      if (turn === 2 || turn === 3) setImmediate(() => desk.pass('answer'));
    },
  });
  const { client, transactions, events } = desk;
  const outcomes: unknown[] = [];
  for (const _ of answers) outcomes.push(await transactions.submit(withdraw));
  outcomes.push(await transactions.executeOnDisconnect(wish));
  const recording = client.recording();
  const health = client.health();
  const secrets = [
    key.slice(2),
    '987.654',
    other,
    '0x00000000deadbeef',
    ...desk.arrivals.map(({ signature }) => signature.slice(2)),
  ];
  expect(desk.arrivals.length).toBeGreaterThan(answers.length);
  expect(outcomes).toContainEqual(expect.objectContaining({ answer: { New: expect.anything() } }));
  // What was answered is told to who asked, in the field that says so.
  const silent = outcomes.filter((outcome) => Object(outcome).answer === undefined);
  expect(leaks({ client, transactions, events, silent, recording, health }, secrets)).toEqual([]);
});
