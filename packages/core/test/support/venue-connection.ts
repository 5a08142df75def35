import type { WebSocket } from 'ws';

import type { TestVenue } from './venue-server.ts';

export interface ClientMessage {
  readonly do: string;
  readonly request?: string;
  readonly channel?: string;
  readonly topic?: string;
  readonly after?: number;
  readonly key?: string;
}

export interface ClientFrame {
  readonly connection: VenueConnection;
  readonly text: string;
  readonly message: ClientMessage;
}

/** Channels whose subscription begins with the full state. */
const stateful = new Set(['prices', 'book']);

/** One connection, as the venue sees it. */
export class VenueConnection {
  readonly subscriptions = new Set<string>();
  readonly path: string;
  readonly #venue: TestVenue;
  readonly #socket: WebSocket;
  #isFrozen = false;

  constructor(venue: TestVenue, socket: WebSocket, path: string) {
    this.#venue = venue;
    this.#socket = socket;
    this.path = path;
    socket.on('message', (data: Buffer) => this.#receive(data.toString()));
    socket.on('error', () => undefined);
    // Where connecting is subscribing, there is no greeting either.
    if (path === '/bulletin') this.subscriptions.add('bulletin:all');
  }

  send(message: object): void {
    this.sendRaw(JSON.stringify(message));
  }

  sendRaw(frame: string | Buffer): void {
    if (!this.#isFrozen) this.#socket.send(frame);
  }

  drop(): void {
    this.#socket.terminate();
  }

  close(code: number, reason = ''): void {
    this.#socket.close(code, reason);
  }

  /** A black hole: nothing is read, so that no ping is answered and no close is seen; nothing is written. */
  freeze(): void {
    this.#isFrozen = true;
    this.#socket.pause();
  }

  /** It was only asleep. */
  thaw(): void {
    this.#isFrozen = false;
    this.#socket.resume();
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as ClientMessage;
    this.#venue.received.push({ connection: this, text, message });
    this.#answer(message);
    this.#venue.changed();
  }

  #answer(message: ClientMessage): void {
    const { faults, keys } = this.#venue;
    const { channel = '', topic = '', request } = message;
    const isAwaited = !faults.unacknowledged.has(channel);
    if (faults.ignored.has(channel)) return;
    switch (message.do) {
      case 'auth':
        if (!keys.has(message.key ?? ''))
          return this.refuse('KEY', `no such key${faults.echo ? `: ${message.key}` : ''}`);
        if (!faults.withholdWelcome) this.send({ kind: 'welcome', at: this.#venue.now() });
        return;
      case 'ping':
        if (!faults.withholdPongs) this.send({ kind: 'pong' });
        return;
      case 'subscribe':
        return this.#subscribe(message, isAwaited);
      case 'unsubscribe':
        this.subscriptions.delete(`${channel}:${topic}`);
        if (isAwaited) this.send({ kind: 'ok', request, at: this.#venue.now() });
        return;
      case 'refresh':
        return this.#snapshot(channel, topic);
    }
  }

  refuse(code: string, text: string, request?: string, again = false): void {
    const { anonymous, hangsUp } = this.#venue.faults;
    const named = anonymous || hangsUp ? undefined : request;
    this.send({ kind: 'refused', request: named, again, code, text });
    if (hangsUp) this.close(1011);
  }

  #subscribe(
    { channel = '', topic = '', request, after }: ClientMessage,
    isAwaited: boolean,
  ): void {
    if (topic === 'forbidden') return this.refuse('FORBIDDEN', `not ${topic}`, request);
    if (topic === 'busy') return this.refuse('BUSY', 'ask again', request, true);
    this.subscriptions.add(`${channel}:${topic}`);
    if (isAwaited) this.send({ kind: 'ok', request, at: this.#venue.now() });
    if (after !== undefined) this.#replay(channel, topic, after);
    else if (stateful.has(channel)) this.#snapshot(channel, topic);
  }

  #replay(channel: string, topic: string, after: number): void {
    const { replayLimit } = this.#venue.faults;
    const missed = this.#venue.events(channel, topic).filter(({ n }) => n > after);
    for (const event of missed.slice(0, replayLimit))
      this.send({ kind: 'data', channel, topic, ...event });
    if (missed.length > replayLimit) this.send({ kind: 'replay-limit', channel, topic });
  }

  #snapshot(channel: string, topic: string): void {
    if (this.#venue.faults.withoutSnapshot.has(channel)) return;
    const data = this.#venue.state(channel, topic);
    this.send({ kind: 'data', channel, topic, full: true, at: this.#venue.now(), data });
  }
}
