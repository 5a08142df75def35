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
const deadlines = { connect: 888_888, answer: 777_777 } as const;

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
    pass: (deadline) => clock.pass(deadlines[deadline]),
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

/** Node's own platform, but for the deadlines of transactions. */
class PatientClock {
  readonly platform: Platform;
  readonly #waiting = new Set<{ readonly milliseconds: number; readonly callback: () => void }>();

  constructor() {
    const own = platform();
    const stopped = new Set<number>(Object.values(deadlines));
    const after = (milliseconds: number, callback: () => void): (() => void) => {
      if (!stopped.has(milliseconds)) return own.scheduler.after(milliseconds, callback);
      const entry = { milliseconds, callback };
      this.#waiting.add(entry);
      return () => this.#waiting.delete(entry);
    };
    this.platform = { ...own, scheduler: { ...own.scheduler, after } };
  }

  pass(milliseconds: number): void {
    for (const entry of [...this.#waiting])
      if (entry.milliseconds === milliseconds) entry.callback();
  }
}
