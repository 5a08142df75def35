import { channel } from 'node:diagnostics_channel';

import { publishDiagnostics } from '@venuewire/core/node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/v4';

import { leaks } from '../../core/test/venue-suite/leaks.ts';
import { Reader } from '../../core/test/venue-suite/reader.ts';
import { tick } from '../../core/test/venue-suite/tick.ts';
import type { Outpoll } from '../src/index.ts';
import { eventId, outcomeId } from './fixtures/examples.ts';
import type { Answer, Message, Peer, Script } from './support/scripted-venue.ts';
import { startScripted } from './support/start-scripted.ts';

/** With characters that JSON and URLs write in other ways. */
const apiKey = 'op_k_3y+"<\\>/=&\'%-tail';
const secret = 'c2VjcmV0LW9mLXRoZS10ZXN0LXdpdGgtbWFueS1ieXRlcw';
/** What a message tells of the account. */
const account = {
  a: 'acc0unt-asset',
  u: 'acc0unt-user',
  b: 73_051.25,
  f: 73_051.25,
  note: 's3cret-word',
};
/** That of each dial and each call is another: what the client sent last is looked for as well. */
const signatureForm = /(?<![\w-])[\w-]{43}(?![\w-])/;

const consoleMethods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;
const eventTypes = [
  'dial',
  'opened',
  'ready',
  'lost',
  'waiting',
  'released',
  'probed',
  'fatal',
  'subscribe',
  'acknowledged',
  'refused',
  'postponed',
  'restored',
  'interrupted',
  'unknown',
  'invalid',
  'unidentified',
];

const logged: unknown[] = [];
const published: unknown[] = [];
const keep = (message: unknown): void => void published.push(message);

beforeEach(() => {
  logged.length = published.length = 0;
  for (const method of consoleMethods)
    vi.spyOn(console, method).mockImplementation((...what) => void logged.push(what));
  vi.spyOn(process, 'emitWarning').mockImplementation((warning) => void logged.push(warning));
  for (const type of eventTypes) channel(`venuewire:${type}`).subscribe(keep);
});

afterEach(() => {
  vi.restoreAllMocks();
  for (const type of eventTypes) channel(`venuewire:${type}`).unsubscribe(keep);
});

/** The signature that the client has sent with its AUTH. */
function signatureOf({ received }: Peer): string {
  const { signature = '' } = (received[0]?.['d'] ?? {}) as { signature?: string };
  return signature;
}

interface Failure {
  readonly name: string;
  readonly script?: Script;
  /** What the venue says on each connection once all is live. */
  readonly say?: (peer: Peer) => void;
  /** What else is asked of the client. */
  readonly ask?: (client: Outpoll) => Promise<unknown>;
}

const says = (message: object | string) => (peer: Peer) => peer.send(message);
const words = (peer: Peer) => `Key ${apiKey}, signature ${signatureOf(peer)}`;

/** Refuses AUTH, and takes it the second time. */
function refusingAuth(error: (peer: Peer) => object): Script {
  return {
    receive(peer, message) {
      if (message['t'] === 'AUTH' && refusals.delete(peer.endpoint)) peer.send(error(peer));
      else peer.answer(message);
    },
  };
}
const refusals = new Set<string>();

function rest(status: number, body: (signature: string) => string): Script {
  return {
    rest: ({ headers }): Answer => ({
      status,
      body: body(String(headers['outpoll-api-signature'])),
      headers: { 'X-Echo': encodeURIComponent(apiKey) },
    }),
  };
}

const asking = { ask: (client: Outpoll) => client.rest.check() };

const failures: readonly Failure[] = [
  { name: 'nothing at all' },
  { name: 'a balance', say: says({ ...account, aop: 1, c: 2 }) },
  { name: 'a wrapped balance', say: says({ t: 'BALANCE', d: account }) },
  {
    name: 'an order update',
    say: says({ t: 'ORDER_UPDATE', d: { i: account.a, u: account.u, s: account.note } }),
  },
  {
    name: 'an event of the order feed',
    say(peer) {
      // Of a public stream, what a message is about is shown.
      const about = peer.endpoint === 'orderFeed' ? { e: account.a, o: account.a } : {};
      peer.send({ t: 'FILLED', ...about, d: account });
    },
  },
  { name: 'an event called success', say: says({ t: 'SUCCESS', d: account }) },
  { name: 'a trade', say: says({ t: 'TRADE', o: outcomeId, d: account }) },
  { name: 'trades without an envelope', say: says([account]) },
  { name: 'an unknown type', say: says({ t: 'ACCOUNT', d: account, more: account }) },
  { name: 'a type that is the key', say: says({ t: apiKey, d: account }) },
  { name: 'an impossible balance', say: says({ a: account.a, b: account.note }) },
  {
    name: 'an impossible price',
    say: says({ t: 'PRICES_DATA_DELTA', e: eventId, d: [{ o: 'x', b: account.note }] }),
  },
  {
    name: 'a cut message',
    say: says(`{"t":"ORDER_UPDATE","d":${JSON.stringify(account)},"k":"${apiKey}`),
  },
  { name: 'a text that is no message', say: says(`${account.note} ${apiKey}`) },
  { name: 'a binary frame', say: ({ socket }) => socket.send(Buffer.from(apiKey)) },
  { name: 'a close that names the key', say: ({ socket }) => socket.close(1011, apiKey) },
  { name: 'an error that names it all', say: (peer) => peer.send({ t: 'error', r: words(peer) }) },
  {
    name: 'an error that names it all, elsewhere',
    say: (peer) => peer.send({ t: 'ERROR', d: { error: words(peer), ...account } }),
  },
  { name: 'an error about nothing', say: says({ t: 'error', d: account }) },
  {
    name: 'AUTH refused, with all that was sent',
    script: refusingAuth((peer) => ({ t: 'error', d: { error: words(peer) } })),
  },
  {
    name: 'AUTH granted, with all that was sent',
    script: {
      receive: (peer, message) =>
        message['t'] === 'AUTH'
          ? peer.send({
              t: 'success',
              d: { message: `authorized ${words(peer)}`, l: [{ ...account, i: account.a }] },
            })
          : peer.answer(message),
    },
  },
  {
    name: 'REST: 400',
    script: rest(400, (signature) => JSON.stringify({ error: `${apiKey} ${signature}` })),
    ...asking,
  },
  {
    name: 'REST: 401',
    script: rest(401, (signature) => JSON.stringify({ r: `${apiKey} ${signature}` })),
    ...asking,
  },
  {
    name: 'REST: 500',
    script: rest(500, (signature) => JSON.stringify({ message: `${secret} ${signature}` })),
    ...asking,
  },
  { name: 'REST: no JSON', script: rest(200, () => `${apiKey} ${account.note}`), ...asking },
  {
    name: 'REST: a row that does not fit',
    script: rest(200, () => JSON.stringify({ i: [{ id: { apiKey }, status: account.note }] })),
    ask: (client) => client.rest.activeOrders().next(),
  },
  {
    name: 'a misfit',
    ask: async (client) => {
      const schema = z.object({ note: z.literal('another') });
      await client.orderFeed({ schema }).next();
    },
    say: says({ t: 'FILLED', d: account }),
  },
];

describe('promise 11: neither key, secret nor signature is shown, nor what is an account’s', () => {
  it.each(failures)('after: $name', async ({ script = {}, say, ask }) => {
    for (const endpoint of ['orderUpdates', 'balanceUpdates', 'orderFeed']) refusals.add(endpoint);
    const observed: unknown[] = [];
    await using world = await startScripted(script, {
      credentials: { apiKey, secret },
      timing: { recovery: 100, acknowledge: 50, snapshot: 50 },
      observer(event) {
        observed.push(event);
        publishDiagnostics(event);
      },
    });
    const { client, venue } = world;
    const schema = z.object({ note: z.literal('another') });
    const subscription = client.balances();
    const readers = [
      subscription,
      client.orderUpdates(),
      client.orderFeed(),
      client.orderFeed({ schema }),
      client.orderBook({ eventId }),
      client.chanceHistory({ eventId, outcomeId }),
      client.activity({ eventId, outcomeId }, { schema }),
      client.lastTrades({ schema }),
    ].map((one) => new Reader<unknown>(one));
    for (const reader of readers)
      await reader.until(({ isLive, isOver }) => isLive || isOver, { what: 'live or over' });
    let thrown: unknown;
    if (ask) thrown = await ask(client).catch((reason: unknown) => reason);
    if (say) {
      const { frames } = client.health().counters;
      const peers = venue.peers.filter(({ socket }) => socket.readyState === socket.OPEN);
      for (const peer of peers) say(peer);
      const wasLost = (): boolean =>
        observed.some((event) => (event as Message)['type'] === 'lost');
      while (client.health().counters.frames < frames + peers.length && !wasLost()) await tick();
    }
    const shown = readers.flatMap(({ items }) => items.filter(({ type }) => type !== 'data'));
    const everything = {
      'the errors of subscriptions': readers.map(({ error }) => error),
      'gaps and statuses': shown,
      'their causes': shown.map((item) => ('cause' in item ? item.cause : undefined)),
      'the error of a call': thrown,
      'the client': client,
      'the REST calls': client.rest,
      'the subscription': subscription,
      health: client.health(),
      events: observed,
      'errors of events': observed.map((event) => (event as { error?: unknown }).error),
      recording: client.recording(),
      'the console': logged,
      'diagnostics channels': published,
    };
    const signatures = venue.peers.map(signatureOf).filter((one) => signatureForm.test(one));
    const restSignatures = venue.asked.map(({ headers }) =>
      String(headers['outpoll-api-signature'] ?? 'none was sent'),
    );
    const values = [account.a, account.u, String(account.b), account.note];
    const secrets = [apiKey, secret, ...values, ...signatures, ...restSignatures];
    expect(signatures.length).toBeGreaterThanOrEqual(3);
    expect(leaks(everything, secrets)).toEqual([]);
    for (const { error } of readers) expect(leaks({ error }, secrets)).toEqual([]);
    expect(published.length).toBeGreaterThan(0);
    await client.close();
    expect(leaks({ client, recording: client.recording() }, secrets)).toEqual([]);
  });

  it('its check finds what is there', () => {
    expect(
      leaks({ cause: new Error('x', { cause: new TypeError(`of ${apiKey}`) }) }, [apiKey]),
    ).not.toEqual([]);
    expect(leaks({ deep: [{ a: { b: account } }] }, [account.note])).not.toEqual([]);
    expect(leaks({ query: `k=${encodeURIComponent(apiKey)}` }, [apiKey])).not.toEqual([]);
    expect(leaks({ harmless: 'nothing' }, [apiKey, secret])).toEqual([]);
  });
});
