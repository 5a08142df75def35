import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import type { Instruction, Outcome } from '../../src/transactions/index.ts';
import { openDesk, resultOf, type Arrival, type Desk } from './support/socket-venue.ts';

/** All are alike, so that one which gets a nonce a second time is the very same transaction. */
const claim: Instruction = { type: 'FaucetClaim' };

/** What becomes of a transaction, and what the client is told of it. */
const fates = ['answered', 'late', 'refused', 'ignored', 'lost', 'broken', 'done, broken'] as const;
type Fate = (typeof fates)[number];

/** A venue that is strict about nonces. */
class Server {
  next = 0n;
  readonly taken = new Set<string>();
  /** Those that wait for an answer which does not come, or not before the next transaction does. */
  readonly unanswered = new Set<Arrival>();
  readonly #late: Arrival[] = [];

  treat(arrival: Arrival, fate: Fate): void {
    for (const late of this.#late.splice(0)) this.#answer(late, 'Ok');
    const { peer, signature, nonce } = arrival;
    const isTaken = nonce === this.next && !['refused', 'ignored', 'broken'].includes(fate);
    if (isTaken) {
      this.taken.add(signature);
      this.next += 1n;
    }
    if (fate.endsWith('broken')) {
      this.unanswered.clear();
      peer.socket.terminate();
    } else if (fate === 'ignored' || fate === 'lost') this.unanswered.add(arrival);
    else if (!isTaken) this.#answer(arrival, { Err: `invalid nonce` });
    else if (fate === 'answered') this.#answer(arrival, 'Ok');
    else {
      this.unanswered.add(arrival);
      this.#late.push(arrival);
    }
  }

  #answer(arrival: Arrival, response: unknown): void {
    this.unanswered.delete(arrival);
    arrival.peer.send(resultOf(arrival.signature, response));
  }
}

/** Lets the deadline pass as soon as nobody is waiting for what will come. */
function pulse(desk: Desk, { unanswered }: Server): void {
  if (desk.waiting() === 0 || desk.waiting() > unanswered.size) return;
  unanswered.clear();
  desk.pass('answer');
}

interface Settled {
  readonly outcome: Outcome;
  /** Whether the very same had been taken by then. */
  readonly wasTaken: boolean;
}

async function settledBy({ taken }: Server, submitted: Promise<Outcome>): Promise<Settled> {
  const outcome = await submitted;
  const wasTaken = outcome.outcome !== 'notSent' && taken.has(outcome.transaction.signature());
  return { outcome, wasTaken };
}

/** Who is told that nothing took effect can rely on it, unless what did was told to have been accepted. */
function falseOnes(settled: readonly Settled[]): Settled[] {
  const accepted = new Set(
    settled.flatMap(({ outcome }) =>
      outcome.outcome === 'accepted' ? outcome.transaction.signature() : [],
    ),
  );
  return settled.filter(({ outcome, wasTaken }) => {
    if (outcome.outcome === 'accepted') return !wasTaken;
    if (outcome.outcome !== 'rejected') return false;
    return wasTaken && !accepted.has(outcome.transaction.signature());
  });
}

it('whatever the venue does, nothing leaves twice for one call, and every outcome is true', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...fates), { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      async (planned, inFlight, isBehind) => {
        const server = new Server();
        await using desk = await openDesk({
          transactions: { inFlight },
          receive(arrival) {
            server.treat(arrival, planned[desk.arrivals.length - 1] ?? 'answered');
            // What REST tells may be older than what is done.
            const isOld = isBehind && server.next > 0n && desk.arrivals.length % 2 === 0;
            desk.nonces.nonce = String(server.next - (isOld ? 1n : 0n));
          },
        });
        const submitted = Array.from({ length: planned.length + 1 }, () =>
          settledBy(server, desk.transactions.submit(claim)),
        );
        const timer = setInterval(() => pulse(desk, server), 1);
        const settled = await Promise.all(submitted).finally(() => clearInterval(timer));
        for (const { outcome } of settled) seen.add(outcome.outcome);
        expect(desk.arrivals.length).toBeLessThanOrEqual(settled.length);
        expect(falseOnes(settled)).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
  expect(seen).toEqual(new Set(['accepted', 'rejected', 'unknown']));
});
