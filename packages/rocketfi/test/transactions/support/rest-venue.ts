import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { fromHex, recoverAddress } from '@venuewire/signing';

import { transactionDigest, type SignatureScheme } from '../../../src/transactions/index.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What becomes of a POST. The first two are done by the venue or not; then no answer comes. */
export type Fate = 'done and lost' | 'lost' | 'held' | Answer;

export interface Request {
  readonly method: string;
  readonly target: string;
  readonly contentType: string | undefined;
  readonly body: string;
}

interface Entry {
  readonly data: string;
  readonly nonce: bigint;
}

/**
 * A real server with one account, strict about its nonces: it takes the next one alone. What it takes has a right signature
 * over the very bytes that were sent.
 */
export class RestVenue implements AsyncDisposable {
  nonce = 0n;
  deferredNonce: bigint | undefined = 0n;
  readonly requests: Request[] = [];
  /** What took effect, in order. */
  readonly taken: Entry[] = [];
  /** Of the POSTs to come, by their number; those without one are done and answered. */
  readonly fates = new Map<number, Fate>();
  #posts = 0;
  readonly #arrivals = new EventEmitter();
  readonly #server = createServer((request, response) => void this.#receive(request, response));

  static async open(): Promise<RestVenue> {
    const venue = new RestVenue();
    venue.#server.listen(0, '127.0.0.1');
    await once(venue.#server, 'listening');
    return venue;
  }

  get restUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get posts(): readonly Request[] {
    return this.requests.filter(({ method }) => method === 'POST');
  }

  async arrived(count: number): Promise<void> {
    while (this.posts.length < count) await once(this.#arrivals, 'arrival');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const { method = '', url = '', headers } = request;
    const body = Buffer.concat(chunks).toString('utf8');
    this.requests.push({ method, target: url, contentType: headers['content-type'], body });
    if (method === 'GET') return void response.end(this.#nonces());
    this.#posts += 1;
    const fate = this.fates.get(this.#posts - 1);
    this.#arrivals.emit('arrival');
    if (fate === 'held') return;
    if (fate === 'lost') return void response.destroy();
    if (typeof fate === 'object') return void response.writeHead(fate.status).end(fate.body);
    const answer = url === '/transaction' ? this.#take(body) : this.#takeAll(body);
    if (fate === 'done and lost') return void response.destroy();
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer));
  }

  #nonces(): string {
    const { nonce, deferredNonce } = this;
    return `{"nonce":${nonce}${deferredNonce === undefined ? '' : `,"deferredNonce":${deferredNonce}`}}`;
  }

  #takeAll(body: string): string {
    for (const text of body.slice(1, -1).split(/(?<="\}),(?=\{"data")/)) this.#take(text);
    return 'Batch submitted';
  }

  /** As the WebSocket tags it, which REST may do as well. */
  #take(body: string): unknown {
    const [, data = '', scheme, signature = ''] =
      /^\{"data":(.*),"serializationFormat":"JSON","signatureScheme":"(\w+)","signature":"(\w+)"\}$/su.exec(
        body,
      ) ?? [];
    const digest = transactionDigest(new TextEncoder().encode(data), scheme as SignatureScheme);
    const signer = recoverAddress(digest, fromHex(signature));
    if (!data.startsWith(`{"sender":"${signer}",`)) return { Err: 'invalid signature' };
    const nonce = BigInt(/"nonce":(\d+)\}$/.exec(data)?.[1] ?? -1);
    const isDeferred = data.includes('"instruction":{"Deferred"');
    const expected = isDeferred ? (this.deferredNonce ?? 0n) : this.nonce;
    if (nonce !== expected) return { Err: `invalid nonce: expected ${expected}` };
    this.taken.push({ data, nonce });
    if (isDeferred) this.deferredNonce = nonce + 1n;
    else this.nonce = nonce + 1n;
    return 'Ok';
  }
}
