import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

import type { VenueClock } from './clock.ts';
import { Connection } from './connection.ts';
import { plainHeaders, readRequest, refuseUpgrade } from './http.ts';
import type { HttpAnswer, HttpRequest } from './http.ts';
import type { ReceivedFrame, RecordedDial, RecordedRequest } from './recordings.ts';
import { VenueHost } from './venue-host.ts';
import type { Watch } from './watch.ts';

export type Dial = Pick<RecordedDial, 'host' | 'path' | 'headers'>;

/** `key` is absent where the upgrade does not ask for one. */
export type Admission =
  | { readonly endpoint: string; readonly key?: string }
  | { readonly refusal: HttpAnswer };

/** What a venue adds to the server. */
export interface VenueRules {
  admit(dial: Dial): Admission;
  /** Has to call `start` of the connection. */
  accepted(connection: Connection): void;
  answer(request: HttpRequest): HttpAnswer;
  /** The venue's form of a refused upgrade. */
  refusal(status: 429 | 503, retryAfterSeconds?: number): HttpAnswer;
  /** The venue's form of a failed REST call. */
  restFailure(status: number): HttpAnswer;
  /** A text that is no message of the venue, such as the beginning of one. */
  readonly invalidFrame: string;
  /** Head and tail of a message of an unknown type; whatever text comes between is padding. */
  readonly oversizedFrame: readonly [head: string, tail: string];
}

/** An answer that a fault has in store for the next dial, or request, at one of the hosts. */
export interface PlannedAnswer {
  readonly hosts: readonly VenueHost[];
  readonly answer: HttpAnswer;
}

/** HTTP and WebSocket on the loopback ports of a venue, with everything that happened on them. */
export class VenueServer {
  readonly rules: VenueRules;
  readonly hosts: VenueHost[] = [];
  readonly connections: Connection[] = [];
  readonly received: ReceivedFrame[] = [];
  readonly dials: RecordedDial[] = [];
  readonly requests: RecordedRequest[] = [];
  /** For dials that the venue would have accepted. */
  readonly plannedRefusals: PlannedAnswer[] = [];
  readonly plannedRestFailures: PlannedAnswer[] = [];
  readonly clock: VenueClock;
  readonly watch: Watch;
  readonly #closing = new AbortController();
  readonly #webSockets = new WebSocketServer({ noServer: true });
  #accepted = 0;
  #peak = 0;

  constructor(clock: VenueClock, watch: Watch, rules: VenueRules) {
    this.clock = clock;
    this.watch = watch;
    this.rules = rules;
    this.#webSockets.on('headers', (headers) => headers.push(`Date: ${this.#date()}`));
  }

  /** To be called before `listen`. */
  addHost(name = 'api'): VenueHost {
    const host: VenueHost = new VenueHost(name, {
      request: (request, response) => {
        readRequest(request, name).then(
          (read) => this.#answer(host, read, response),
          // A client that goes away while it sends its request gets no answer; that is all.
          () => response.destroy(),
        );
      },
      upgrade: (request, socket, head) => this.#upgrade(host, request, socket, head),
    });
    this.hosts.push(host);
    return host;
  }

  /**
   * Gives the hosts `port` and those after it; with 0, free ones.
   *
   * @throws the system's error where a port is taken; nothing is listened to then.
   */
  async listen(port: number): Promise<void> {
    const listening = this.hosts.map(({ loopback }, index) =>
      loopback.listen(port === 0 ? 0 : port + index),
    );
    try {
      await Promise.all(listening);
    } catch (error) {
      await Promise.allSettled(listening);
      await this.close();
      throw error;
    }
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
    this.clock.stop();
    for (const connection of this.connections.slice()) connection.destroy();
    this.watch.stop();
    await Promise.all(this.hosts.map(({ loopback }) => loopback.close()));
  }

  #upgrade(host: VenueHost, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const dial = { host: host.name, path: request.url ?? '/', headers: plainHeaders(request) };
    const record = (status: number | null): void => {
      this.dials.push({ at: this.clock.now(), ...dial, status });
      this.watch.changed();
    };
    if (host.upgradesUnanswered) {
      host.unanswered.add(socket);
      // Read, so that a client that gives up is noticed.
      socket.resume();
      socket.on('close', () => host.unanswered.delete(socket));
      record(null);
      return;
    }
    const admission = this.rules.admit(dial);
    const refusal =
      'refusal' in admission ? admission.refusal : takeAnswer(this.plannedRefusals, host);
    if (refusal !== undefined) {
      refuseUpgrade(socket, this.#dated(refusal));
      record(refusal.status);
    } else if ('endpoint' in admission) {
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        record(101);
        const { endpoint, key = '' } = admission;
        this.#accept(webSocket, socket, { host: host.name, path: dial.path, endpoint, key });
      });
    }
  }

  #accept(
    webSocket: WebSocket,
    socket: Duplex,
    dialled: Pick<Connection, 'host' | 'path' | 'endpoint' | 'key'>,
  ): void {
    this.#accepted += 1;
    const view = { id: this.#accepted, openedAt: this.clock.now(), ...dialled };
    const connection = new Connection(webSocket, socket, view, {
      received: (text, handle) => {
        this.received.push({ connectionId: view.id, at: this.clock.now(), text });
        handle();
        this.watch.changed();
      },
      released: () => {
        this.connections.splice(this.connections.indexOf(connection), 1);
        this.watch.changed();
      },
    });
    this.connections.push(connection);
    this.#peak = Math.max(this.#peak, this.connections.length);
    this.rules.accepted(connection);
    this.watch.changed();
  }

  #answer(host: VenueHost, request: HttpRequest, response: ServerResponse): void {
    const { method, target, headers, body } = request;
    const recorded: { -readonly [Field in keyof RecordedRequest]: RecordedRequest[Field] } = {
      at: this.clock.now(),
      host: host.name,
      method,
      target,
      headers,
      body,
      status: null,
    };
    this.requests.push(recorded);
    const answerNow = (): void => {
      const answer = this.#dated(
        takeAnswer(this.plannedRestFailures, host) ?? this.rules.answer(request),
      );
      recorded.status = answer.status;
      response.writeHead(answer.status, answer.headers).end(answer.body);
      this.watch.changed();
    };
    const delay = host.restDelayMs;
    if (delay === 0) answerNow();
    else if (delay !== Infinity) this.clock.setTimer(delay, answerNow);
    this.watch.changed();
  }

  /** A venue's answers tell its own time, by which a client may set its clock. */
  #dated(answer: HttpAnswer): HttpAnswer {
    return { ...answer, headers: { Date: this.#date(), ...answer.headers } };
  }

  #date(): string {
    return new Date(this.clock.now()).toUTCString();
  }
}

function takeAnswer(planned: PlannedAnswer[], host: VenueHost): HttpAnswer | undefined {
  const index = planned.findIndex(({ hosts }) => hosts.includes(host));
  return index === -1 ? undefined : planned.splice(index, 1)[0]?.answer;
}
