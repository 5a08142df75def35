import { createHmac } from 'node:crypto';
import { once } from 'node:events';

import type { OutpollEndpoint, OutpollSimulator } from '../../src/index.ts';
import { JsonClient } from '../json-client.ts';
import type { Message } from '../json-client.ts';

export type { Message } from '../json-client.ts';

export interface Signing {
  readonly apiKey?: string;
  readonly secret?: string;
  /** Unix seconds. */
  readonly timestamp?: string;
}

export class OutpollClient extends JsonClient {
  static async open(venue: OutpollSimulator, endpoint: OutpollEndpoint): Promise<OutpollClient> {
    const client = new OutpollClient(venue.urls[endpoint]);
    await once(client.socket, 'open');
    return client;
  }

  /** Opens a private endpoint, authenticates, and takes the ack. */
  static async enter(
    venue: OutpollSimulator,
    endpoint: OutpollEndpoint,
    signing: Signing = {},
  ): Promise<OutpollClient> {
    const client = await OutpollClient.open(venue, endpoint);
    client.send(authentication(venue, endpoint, signing));
    await client.take('success');
    return client;
  }

  /** Opens a public endpoint and sends this request, which the venue has handled when it resolves. */
  static async ask(
    venue: OutpollSimulator,
    endpoint: OutpollEndpoint,
    request: unknown,
  ): Promise<OutpollClient> {
    const client = await OutpollClient.open(venue, endpoint);
    client.send(request);
    await client.flushed();
    return client;
  }

  /** The next message that was not taken; it has to be of this type, in any letter case. */
  async take(type: string): Promise<Message> {
    const message = await this.next();
    if (typeof message['t'] === 'string' && message['t'].toLowerCase() === type.toLowerCase()) {
      return message;
    }
    throw new Error(`Expected ${type}, got ${JSON.stringify(message)}`);
  }

  /** The types of all messages so far. */
  async types(): Promise<readonly unknown[]> {
    return (await this.flushed()).map((message) => message['t']);
  }
}

export function authentication(
  venue: OutpollSimulator,
  endpoint: OutpollEndpoint,
  { apiKey = venue.key, secret = venue.secret, timestamp = unixSeconds() }: Signing = {},
): Message {
  const signature = sign(secret, `${timestamp}GET${new URL(venue.urls[endpoint]).pathname}`);
  return { t: 'AUTH', d: { apiKey, signature, timestamp } };
}

/** By another implementation than the simulator's. */
export function sign(secret: string, message: string): string {
  return createHmac('sha256', Buffer.from(secret, 'base64url')).update(message).digest('base64url');
}

export function unixSeconds(epochMilliseconds: number = Date.now()): string {
  return String(Math.floor(epochMilliseconds / 1000));
}
