import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

import type { VenueClock } from './clock.ts';
import { Connection } from './connection.ts';
import { plainHeaders, readRequest, refuseUpgrade } from './http.ts';
import type { HttpAnswer, HttpRequest } from './http.ts';
import { LoopbackServer } from './loopback-server.ts';
import type { RecordedDial, RecordedRequest } from './recordings.ts';
import type { Watch } from './watch.ts';

export type Admission = { readonly key: string } | { readonly refusal: HttpAnswer };

/** What a venue adds to the server. */
export interface VenueRules {
  admit(dial: Pick<RecordedDial, 'path' | 'headers'>): Admission;
  accepted(connection: Connection): void;
  answer(request: HttpRequest): HttpAnswer;
  /** The venue's form of a refused upgrade. */
  refusal(status: 429 | 503, retryAfterSeconds?: number): HttpAnswer;
  /** The venue's form of a failed REST call. */
  restFailure(status: number): HttpAnswer;
}

/** What faults have switched on. */
export interface ServerFaultState {
  upgradesUnanswered: boolean;
  /** Each answers one dial that the venue would have accepted. */
  readonly refusals: HttpAnswer[];
  /** Each answers one REST request. */
  readonly restFailures: HttpAnswer[];
  /** `Infinity`: never answered. */
  restDelayMs: number;
}

/** HTTP and WebSocket on one loopback port, with everything that happened on it. */
export class VenueServer {
  readonly faults: ServerFaultState = {
    upgradesUnanswered: false,
    refusals: [],
    restFailures: [],
    restDelayMs: 0,
  };
  readonly rules: VenueRules;
  readonly connections: Connection[] = [];
  readonly dials: RecordedDial[] = [];
  readonly requests: RecordedRequest[] = [];
  readonly watch: Watch;
  readonly loopback: LoopbackServer;
  readonly unanswered = new Set<Duplex>();
  readonly #clock: VenueClock;
  readonly #closing = new AbortController();
  readonly #webSockets = new WebSocketServer({ noServer: true });
  #accepted = 0;
  #peak = 0;

  constructor(clock: VenueClock, watch: Watch, rules: VenueRules) {
    this.#clock = clock;
    this.watch = watch;
    this.rules = rules;
    this.loopback = new LoopbackServer({
      request: (request, response) => {
        readRequest(request).then(
          (read) => this.#answer(read, response),
          // A client that goes away while it sends its request gets no answer; that is all.
          () => response.destroy(),
        );
      },
      upgrade: (request, socket, head) => this.#upgrade(request, socket, head),
    });
  }

  get peakConnections(): number {
    return this.#peak;
  }

  /** Aborts when the server closes. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#clock.stop();
    for (const connection of this.connections.slice()) connection.destroy();
    this.watch.stop();
    await this.loopback.close();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const dial = { path: request.url ?? '/', headers: plainHeaders(request) };
    const record = (status: number | null): void => {
      this.dials.push({ at: this.#clock.now(), ...dial, status });
      this.watch.changed();
    };
    if (this.faults.upgradesUnanswered) {
      this.unanswered.add(socket);
      // Read, so that a client that gives up is noticed.
      socket.resume();
      socket.on('close', () => this.unanswered.delete(socket));
      record(null);
      return;
    }
    const admission = this.rules.admit(dial);
    const refusal = 'refusal' in admission ? admission.refusal : this.faults.refusals.shift();
    if (refusal !== undefined) {
      refuseUpgrade(socket, refusal);
      record(refusal.status);
    } else if ('key' in admission) {
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        record(101);
        this.#accept(webSocket, socket, admission.key);
      });
    }
  }

  #accept(webSocket: WebSocket, socket: Duplex, key: string): void {
    this.#accepted += 1;
    const view = { id: this.#accepted, key, openedAt: this.#clock.now() };
    const connection = new Connection(webSocket, socket, view, () => {
      this.connections.splice(this.connections.indexOf(connection), 1);
      this.watch.changed();
    });
    this.connections.push(connection);
    this.#peak = Math.max(this.#peak, this.connections.length);
    this.rules.accepted(connection);
    this.watch.changed();
  }

  #answer(request: HttpRequest, response: ServerResponse): void {
    const recorded: { -readonly [Field in keyof RecordedRequest]: RecordedRequest[Field] } = {
      at: this.#clock.now(),
      method: request.method,
      target: request.target,
      headers: request.headers,
      status: null,
    };
    this.requests.push(recorded);
    const answerNow = (): void => {
      const answer = this.faults.restFailures.shift() ?? this.rules.answer(request);
      recorded.status = answer.status;
      response.writeHead(answer.status, answer.headers).end(answer.body);
      this.watch.changed();
    };
    const delay = this.faults.restDelayMs;
    if (delay === 0) answerNow();
    else if (delay !== Infinity) this.#clock.setTimer(delay, answerNow);
    this.watch.changed();
  }
}
