import { channel } from 'node:diagnostics_channel';

import { publishDiagnostics } from '@venuewire/core/node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/v4';

import { leaks } from '../../core/test/venue-suite/leaks.ts';
import { Reader } from '../../core/test/venue-suite/reader.ts';
import { tick } from '../../core/test/venue-suite/tick.ts';
import type { Collective2 } from '../src/index.ts';
import type { Message, Peer, Script } from './support/scripted-venue.ts';
import { startScripted } from './support/start.ts';

/** With characters that JSON and URLs write in other ways. */
const key = 'k3y+"<\\>/=&\'%-tail';
/** What a signal, a position or an unknown message tells of the account. */
const payload = { account: 'acc0unt-secret', strategy_id: 1 };
const secrets = [key, payload.account];

const consoleMethods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;
const eventTypes = [
  'dial',
  'opened',
  'ready',
  'lost',
  'waiting',
  'released',
  'renewed',
  'pong',
  'probed',
  'fatal',
  'subscribe',
  'acknowledged',
  'unsubscribe',
  'refused',
  'restored',
  'interrupted',
  'mute',
  'unknown',
  'invalid',
  'closing',
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

interface Failure {
  readonly name: string;
  readonly script?: Script;
  /** What the venue says once both subscriptions are live. */
  readonly say?: (peer: Peer) => void;
  /** What else is asked of the client. */
  readonly ask?: (c2: Collective2) => Promise<unknown>;
}

const says = (message: Message | string) => (peer: Peer) => peer.send(message);
const error = { code: 'FORBIDDEN', field: key, message: `The key ${key} may not` };

function answering(answer: Message): Script {
  return {
    receive: (peer, { request_id: id }) =>
      peer.send({ msg_type: 'error', request_id: id, payload: answer }),
  };
}

function rest(status: number, body: string): Script {
  return { rest: () => ({ status, body, headers: { 'X-Echo': encodeURIComponent(key) } }) };
}

const asking = { ask: (c2: Collective2) => c2.rest.profile() };
const told = JSON.stringify({
  ErrorCode: '400',
  Message: `No: ${key}`,
  Errors: [{ Message: key }],
});
const headers = { 'X-WS-Error': encodeURIComponent(key), 'Retry-After': encodeURIComponent(key) };

const failures: readonly Failure[] = [
  { name: 'nothing at all' },
  { name: 'a signal', say: says({ msg_type: 'strategy.signal', seq_id: 1, payload }) },
  { name: 'a position', say: says({ msg_type: 'strategy.positions', payload }) },
  { name: '401', script: { refuse: () => ({ status: 401, headers, body: key }) } },
  { name: '403', script: { refuse: () => ({ status: 403, headers, body: key }) } },
  { name: '429', script: { refuse: () => ({ status: 429, headers, body: key }) } },
  { name: '503', script: { refuse: () => ({ status: 503, headers, body: key }) } },
  { name: 'a close that names the key', say: ({ socket }) => socket.close(1011, key) },
  { name: 'a policy violation that names it', say: ({ socket }) => socket.close(1008, key) },
  { name: 'an error that names it', script: answering(error) },
  {
    name: 'an error that escapes more than it must',
    script: {
      receive: (peer, { request_id: id }) => {
        const text = JSON.stringify({ msg_type: 'error', request_id: id, payload: error });
        peer.send(text.replaceAll('+', String.raw`\u002B`).replaceAll('<', String.raw`\u003C`));
      },
    },
  },
  { name: 'an error whose code it is', script: answering({ ...error, code: key }) },
  { name: 'several errors', script: answering({ errors: [error, { ...error, code: key }] }) },
  { name: 'an error about nothing', say: says({ msg_type: 'error', payload: error }) },
  {
    name: 'an error before it is ready',
    script: { greet: says({ msg_type: 'error', payload: error }) },
  },
  { name: 'a type that is the key', say: says({ msg_type: key, payload }) },
  { name: 'an unknown type', say: says({ msg_type: 'account.update', payload, other: payload }) },
  {
    name: 'a cut signal',
    say: says(`{"msg_type":"strategy.signal","payload":${JSON.stringify(payload)},"key":"${key}`),
  },
  {
    name: 'an impossible signal',
    say: says({ msg_type: 'strategy.signal', seq_id: 'six', payload, id: key }),
  },
  {
    name: 'a signal in other letters',
    say: says({ msg_type: 'strategy.signal', seq_id: 5, Payload: payload, payload: {}, key }),
  },
  { name: 'a message that is no object', say: says(JSON.stringify([payload, key])) },
  { name: 'a text that is no message', say: says(`${payload.account} ${key}`) },
  { name: 'a binary frame', say: ({ socket }) => socket.send(Buffer.from(key)) },
  {
    name: 'a gap',
    say: says({
      msg_type: 'gap',
      payload: { strategy_id: null, channel: 'strategy.signal:1', from: key, message: key },
    }),
  },
  { name: 'an impossible gap', say: says({ msg_type: 'gap', payload: { channel: key } }) },
  {
    name: 'an ack with more than it needs',
    script: {
      receive: (peer, { request_id: id }) =>
        peer.send({ msg_type: 'subscription.ack', request_id: id, payload: { key, payload } }),
    },
  },
  { name: 'REST: 400', script: rest(400, told), ...asking },
  { name: 'REST: 400, wrapped', script: rest(400, `{"responseStatus":${told}}`), ...asking },
  { name: 'REST: 401', script: rest(401, told), ...asking },
  { name: 'REST: 500', script: rest(500, told), ...asking },
  { name: 'REST: failure within', script: rest(200, `{"ResponseStatus":${told}}`), ...asking },
  { name: 'REST: no JSON', script: rest(200, `${key} ${payload.account}`), ...asking },
  {
    name: 'REST: a row that does not fit',
    script: rest(200, JSON.stringify({ Results: [{ Id: { key }, Name: payload.account }] })),
    ...asking,
  },
  {
    name: 'REST: positions',
    script: rest(200, JSON.stringify({ Results: [{ StrategyName: payload.account }] })),
  },
  {
    name: 'a misfit',
    ask: async (c2) => {
      const schema = z.object({ account: z.literal('another') });
      await c2.signals({ strategyId: 1 }, { schema }).next();
    },
    say: says({ msg_type: 'strategy.signal', seq_id: 1, payload }),
  },
];

describe('promise 11: neither key nor account payload is shown', () => {
  it.each(failures)('after: $name', async ({ script = {}, say, ask }) => {
    await using world = await startScripted(script, { apiKey: key, timing: { recovery: 100 } });
    const observed: unknown[] = [];
    const c2 = world.client({
      observer: (event) => {
        observed.push(event);
        publishDiagnostics(event);
      },
    });
    const schema = z.object({ account: z.literal('another') });
    const subscription = c2.signals({ strategyId: 1 });
    await using reader = new Reader(subscription);
    await using strict = new Reader(c2.signals({ strategyId: 1 }, { schema }));
    await using positions = new Reader(c2.positions({ strategyId: 1 }));
    const readers = [reader, strict, positions];
    const hasSomething = ({ items, isOver }: Reader): boolean => items.length > 0 || isOver;
    for (const one of readers) await one.until(hasSomething);
    let thrown: unknown;
    if (ask) thrown = await ask(c2).catch((reason: unknown) => reason);
    if (say && readers.every(({ isOver }) => !isOver)) {
      for (const one of readers) await one.live();
      const { frames } = c2.health().counters;
      say(world.venue.peer);
      while (c2.health().counters.frames === frames && !observed.some(isLoss)) await tick();
    }
    const shown = readers.flatMap(({ items }) => items.filter(({ type }) => type !== 'data'));
    const everything = {
      'the error of a subscription': readers.map((one) => one.error),
      'gaps and statuses': shown,
      'their causes': shown.map((item) => ('cause' in item ? item.cause : undefined)),
      'the error of a call': thrown,
      'the client': c2,
      'the REST calls': c2.rest,
      'the subscription': subscription,
      health: c2.health(),
      events: observed,
      'errors of events': observed.map((event) => (event as { error?: unknown }).error),
      recording: c2.recording(),
      'the console': logged,
      'diagnostics channels': published,
    };
    expect(leaks(everything, secrets)).toEqual([]);
    for (const one of readers) expect(leaks({ error: one.error }, secrets)).toEqual([]);
    expect(published.length).toBeGreaterThan(0);
    await c2.close();
    expect(leaks({ c2, health: c2.health(), recording: c2.recording() }, secrets)).toEqual([]);
  });

  it('its check finds what is there', () => {
    const cause = new Error('x', { cause: new AggregateError([new TypeError(`of ${key}`)]) });
    expect(leaks({ cause }, secrets)).not.toEqual([]);
    expect(leaks({ deep: [{ a: { b: { c: { d: { e: payload } } } } }] }, secrets)).not.toEqual([]);
    expect(leaks({ query: `k=${encodeURIComponent(key)}` }, secrets)).not.toEqual([]);
    expect(leaks({ text: JSON.stringify({ key }) }, secrets)).not.toEqual([]);
    expect(leaks({ harmless: 'nothing' }, secrets)).toEqual([]);
  });
});

function isLoss(event: unknown): boolean {
  return (event as { type: string }).type === 'lost';
}
