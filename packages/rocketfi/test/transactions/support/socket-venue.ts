import type { IncomingMessage } from 'node:http';

import type { Platform } from '@venuewire/core';
import { platform } from '@venuewire/core/node';

import { rocketfi } from '../../../src/index.ts';
import {
  transactionsOf,
  type ClientTransactions,
  type ClientTransactionsOptions,
} from '../../../src/transactions/index.ts';
import { ok, type Answer, type Peer, type ScriptedVenue } from '../../support/scripted-venue.ts';
import { startScripted, type World } from '../../support/start.ts';
import { signer } from './key.ts';

/** A transaction that came by the socket. */
export interface Arrival {
  readonly peer: Peer;
  readonly kind: 'SubmitTransaction' | 'RegisterExecuteOnDisconnect';
  /** As it was sent. */
  readonly transaction: string;
  readonly signature: string;
  readonly nonce: bigint;
}

/** Milliseconds that pass when a test wants them to, and never else. */
const deadlines = { connect: 2_000_000, answer: 1_000_000 } as const;

export interface Desk extends World<ScriptedVenue> {
  readonly transactions: ClientTransactions;
  readonly arrivals: readonly Arrival[];
  /** What the venue tells to whoever asks: the digits of the nonces. */
  readonly nonces: { nonce: string; deferredNonce: string };
  /** How often it was asked. */
  readonly asked: () => number;
  readonly arrived: (count: number) => Promise<void>;
  /** Until the client has had so many connections. */
  readonly connected: (count: number) => Promise<void>;
  /** Whatever waits for a connection, or for an answer, has waited long enough. */
  readonly pass: (deadline: keyof typeof deadlines) => void;
  /** How many wait for an answer. */
  readonly waiting: () => number;
}

export interface DeskOptions {
  /** What follows a transaction; by default it is accepted, or registered. */
  readonly receive?: (arrival: Arrival) => void;
  /** What follows `ClearExecuteOnDisconnect`; by default it is confirmed. */
  readonly clear?: (peer: Peer) => void;
  readonly post?: (request: IncomingMessage) => Answer;
  readonly transactions?: Partial<ClientTransactionsOptions>;
}

/** A venue that takes transactions by its socket, and an account of a client. */
export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const { receive = accept, clear = confirm, post } = options;
  const arrivals: Arrival[] = [];
  const nonces = { nonce: '0', deferredNonce: '0' };
  let asked = 0;
  const clock = new PatientClock();
  const world = await startScripted(
    {
      receive(peer, text) {
        const arrival = read(peer, text);
        if (arrival) {
          arrivals.push(arrival);
          receive(arrival);
        } else if (text === '"ClearExecuteOnDisconnect"') clear(peer);
        else peer.answer(text);
      },
      rest(request) {
        if (request.method === 'POST') return post?.(request) ?? ok('Ok');
        asked += 1;
        const { nonce, deferredNonce } = nonces;
        return { status: 200, body: `{"nonce":${nonce},"deferredNonce":${deferredNonce}}` };
      },
    },
    {},
    (given) => rocketfi({ ...given, platform: clock.platform }),
  );
  return {
    ...world,
    transactions: transactionsOf(world.client, {
      signer,
      connectWithin: deadlines.connect,
      answerWithin: deadlines.answer,
      ...options.transactions,
    }),
    arrivals,
    nonces,
    asked: () => asked,
    arrived: (count) => world.venue.until(() => arrivals.length >= count),
    connected: (count) =>
      world.seen(() => world.events.filter(({ type }) => type === 'ready').length >= count),
    pass: (deadline) => clock.pass(deadline),
    waiting: () => clock.waiting.answer.size,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

function read(peer: Peer, text: string): Arrival | undefined {
  const [, kind, transaction = ''] =
    /^\{"(SubmitTransaction|RegisterExecuteOnDisconnect)":(.*)\}$/su.exec(text) ?? [];
  if (kind !== 'SubmitTransaction' && kind !== 'RegisterExecuteOnDisconnect') return undefined;
  const signature = /"signature":"(\w+)"/.exec(transaction)?.[1] ?? '';
  const nonce = BigInt(/"nonce":(\d+)\},"serializationFormat"/.exec(transaction)?.[1] ?? -1);
  return { peer, kind, transaction, signature, nonce };
}

export function accept({ peer, kind, signature, nonce }: Arrival): void {
  if (kind === 'SubmitTransaction') peer.send(resultOf(signature, 'Ok'));
  else
    peer.send(
      `{"ExecuteOnDisconnectRegistered":{"signature":"${signature}","deferredNonce":${nonce}}}`,
    );
}

function confirm(peer: Peer): void {
  peer.send('"ExecuteOnDisconnectCleared"');
}

export function resultOf(signature: string, response: unknown): object {
  return { TransactionResult: { signature, response } };
}

/** What comes of it once every deadline of that kind has passed, as often as one begins. */
export async function outlasted<Result>(
  desk: Desk,
  deadline: keyof typeof deadlines,
  work: Promise<Result>,
): Promise<Result> {
  const timer = setInterval(() => desk.pass(deadline), 1);
  return work.finally(() => clearInterval(timer));
}

/** Node's own platform, but for the deadlines of transactions. */
class PatientClock {
  readonly platform: Platform;
  readonly waiting = { connect: new Set<() => void>(), answer: new Set<() => void>() };

  constructor() {
    const own = platform();
    const after = (milliseconds: number, callback: () => void): (() => void) => {
      // What is left of a second deadline is longer than the whole first.
      const { connect, answer } = this.waiting;
      if (milliseconds < deadlines.answer) return own.scheduler.after(milliseconds, callback);
      const waiting = milliseconds === deadlines.answer ? answer : connect;
      waiting.add(callback);
      return () => waiting.delete(callback);
    };
    this.platform = { ...own, scheduler: { ...own.scheduler, after } };
  }

  pass(deadline: keyof typeof deadlines): void {
    for (const callback of [...this.waiting[deadline]]) callback();
  }
}
