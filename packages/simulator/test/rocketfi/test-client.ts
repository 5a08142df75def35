import { once } from 'node:events';

import type { RocketfiSimulator } from '../../src/index.ts';
import { JsonClient } from '../json-client.ts';
import type { Message } from '../json-client.ts';

export type { Message } from '../json-client.ts';

export class RocketfiClient extends JsonClient {
  /** Texts of all frames, with every digit. */
  readonly texts: string[] = [];

  constructor(url: string) {
    super(url);
    this.socket.on('message', (data: Buffer) => this.texts.push(data.toString()));
  }

  static async open(venue: RocketfiSimulator): Promise<RocketfiClient> {
    const client = new RocketfiClient(venue.url);
    await once(client.socket, 'open');
    return client;
  }

  /** Subscribes to each of these, and takes the confirmations. */
  static async subscribed(
    venue: RocketfiSimulator,
    ...kinds: readonly Message[]
  ): Promise<RocketfiClient> {
    const client = await RocketfiClient.open(venue);
    for (const kind of kinds) {
      client.send({ Subscribe: kind });
      await client.take('SubscribeConfirmation');
    }
    return client;
  }

  /** The content of the next message that was not taken; it has to be this variant. */
  async take(variant: string): Promise<Message> {
    const message = await this.next();
    if (variant in message) return message[variant] as Message;
    throw new Error(`Expected ${variant}, got ${JSON.stringify(message)}`);
  }

  /** The variants of all messages so far. */
  async variants(): Promise<readonly string[]> {
    return (await this.flushed()).flatMap((message) => Object.keys(message).slice(0, 1));
  }
}

export const bitcoin = '0x0100000000000000';
export const ether = '0x0100000000000001';
export const option = '0x020000000000002a';
export const alice = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
export const bob = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
