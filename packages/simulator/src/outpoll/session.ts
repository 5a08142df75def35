import type { Connection } from '../connection.ts';
import { readClientMessage } from './client-message.ts';
import type { ClientMessage } from './client-message.ts';
import type { EndpointAddress, OutpollEndpoint } from './endpoints.ts';
import type { Topic } from './frames.ts';
import { requestsOf } from './requests.ts';
import type { World } from './world.ts';

/** Illustrative: the venue documents no close codes. */
export const policyViolation = 1008;

const missingCredentials = 'Invalid or missing credentials';

/** One connection of a client to one of the endpoints. */
export class Session {
  readonly connection: Connection;
  readonly world: World;
  readonly #address: EndpointAddress;
  #authenticated = false;
  /** Whether the client has said something since the last PING. */
  #answered = true;
  #cancelPing = (): void => undefined;

  constructor(connection: Connection, address: EndpointAddress, world: World) {
    this.connection = connection;
    this.#address = address;
    this.world = world;
  }

  start(): void {
    this.connection.start({
      message: (text) => this.#receive(text),
      ended: () => {
        this.world.sessions.delete(this);
        this.#cancelPing();
      },
    });
    this.world.sessions.add(this);
    const { pings } = this.world.settings.variants;
    const { endpoint } = this.#address;
    if (pings === 'everywhere' || endpoint === 'orderBook' || endpoint === 'orderUpdates') {
      this.#armPing();
    }
  }

  /** Whether live data of this endpoint and topic is for this connection. */
  receives(endpoint: OutpollEndpoint, topic: string | undefined): boolean {
    if (endpoint !== this.#address.endpoint) return false;
    if (this.#address.isPrivate) return this.#authenticated;
    return topic === undefined || this.connection.live.has(topic);
  }

  deliver(frame: string): void {
    const { frames, settings, wire } = this.world;
    if (settings.variants.unknownMessages === 'sent') {
      this.connection.sendData(frames.unknown(this.#address.endpoint));
    }
    this.connection.sendData(frame);
    if (wire.dataTwice) this.connection.sendData(frame);
  }

  sendAck(frame: string): void {
    if (this.world.wire.acks === 'sent') this.connection.send(frame);
  }

  refuse(text: string, topic: Topic): void {
    this.connection.send(this.world.frames.error(this.#address.endpoint, text, topic));
  }

  #receive(text: string): void {
    const { clock, watch, wire } = this.world;
    this.#answered = true;
    const message = readClientMessage(text);
    if (wire.acks === 'ignored') return;
    if (wire.ackDelayMs === 0) {
      this.#apply(message);
      return;
    }
    clock.setTimer(wire.ackDelayMs, () => {
      if (this.connection.open) this.#apply(message);
      watch.changed();
    });
  }

  /** That what is no message is answered as an unknown one is illustrative. */
  #apply(message: ClientMessage | undefined): void {
    const { endpoint, isPrivate } = this.#address;
    const { pong } = this.world.settings.variants;
    if (message?.type.toUpperCase() === 'PONG' && pong !== 'refused') return;
    if (isPrivate && message?.type === 'AUTH') {
      this.#authenticate(message);
    } else if (isPrivate && !this.#authenticated) {
      this.#refuseCredentials();
    } else {
      const request = requestsOf(endpoint).get(message?.type ?? '');
      if (message === undefined || request === undefined) {
        this.refuse('Unknown message type', {});
      } else {
        request(this, message);
      }
    }
  }

  #authenticate({ credentials: claimed }: ClientMessage): void {
    const { account, clock, credentials, frames } = this.world;
    const { endpoint, path } = this.#address;
    if (credentials.check(claimed, `GET${path}`, clock.now()) !== 'accepted') {
      this.#refuseCredentials();
      return;
    }
    this.#authenticated = true;
    this.connection.key = claimed.apiKey ?? '';
    this.sendAck(frames.authorized(endpoint, account.balances));
  }

  #refuseCredentials(): void {
    this.refuse(missingCredentials, {});
    if (this.world.settings.variants.afterAuthError === 'closed') {
      this.connection.close(policyViolation, missingCredentials);
    }
  }

  #armPing(): void {
    const { clock, frames, settings } = this.world;
    if (settings.pingMs === Infinity) return;
    this.#cancelPing = clock.setTimer(settings.pingMs, () => {
      if (settings.variants.pong === 'required' && !this.#answered) {
        this.connection.close(policyViolation, 'PING was not answered');
        return;
      }
      // Who gets no PING need not answer it.
      this.#answered = this.connection.muted;
      this.connection.sendData(frames.ping(this.#address.endpoint));
      this.#armPing();
    });
  }
}
