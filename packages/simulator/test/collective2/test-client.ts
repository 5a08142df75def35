import { JsonClient } from '../json-client.ts';
import type { Message } from '../json-client.ts';

export type { Message } from '../json-client.ts';

/** A client that shows a key before the upgrade. */
export class TestClient extends JsonClient {
  constructor(url: string, key: string | undefined = 'simulator-key') {
    super(url, key === undefined ? {} : { authorization: `Bearer ${key}` });
  }

  /** Opens and takes the first message. */
  static async open(url: string, key?: string): Promise<TestClient> {
    const client = new TestClient(url, key);
    await client.take('connection.connected');
    return client;
  }

  /** The next message that was not taken; it has to be of this type. */
  async take(type: string): Promise<Message> {
    const message = await this.next();
    if (message['msg_type'] !== type) {
      throw new Error(`Expected ${type}, got ${JSON.stringify(message)}`);
    }
    return message;
  }
}

export function subscription(
  strategyId: unknown,
  {
    at = Date.now(),
    envelope = {},
    ...payload
  }: { at?: number; envelope?: Message; [field: string]: unknown } = {},
): Message {
  return {
    msg_type: 'subscription.request',
    request_id: 'my-sub-001',
    timestamp: new Date(at).toISOString(),
    payload: {
      action: 'subscribe',
      channel: 'strategy.signal',
      strategy_id: strategyId,
      ...payload,
    },
    ...envelope,
  };
}

export function seqIds(messages: readonly Message[]): unknown[] {
  return messages
    .filter((message) => message['msg_type'] === 'strategy.signal')
    .map((message) => message['seq_id']);
}
