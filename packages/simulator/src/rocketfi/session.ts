import type { Connection } from '../connection.ts';
import { readClientMessage } from './client-message.ts';
import type { ClientMessage } from './client-message.ts';
import { writeMessage } from './envelope.ts';
import { writeJson } from './exact-json.ts';
import type { Json } from './exact-json.ts';
import type { RocketfiPublished } from './feeds.ts';
import type { SignedTransaction } from './signed-transaction.ts';
import { snapshotsOf } from './snapshots.ts';
import { matches, writeSubscription } from './subscription.ts';
import type { Subscription } from './subscription.ts';
import { TransactionRefusal } from './transaction-shapes.ts';
import type { Transactions } from './transactions.ts';
import type { World } from './world.ts';

/** Illustrative: the venue documents no close codes. */
const policyViolation = 1008;

/** One connection of a client. What it has subscribed to ends with it. */
export class Session {
  readonly #connection: Connection;
  readonly #world: World;
  /** One that was asked for twice is here twice, and has its data twice. */
  readonly #subscriptions: { readonly key: string; readonly subscription: Subscription }[] = [];
  readonly #transactions: Transactions;
  #onDisconnect: SignedTransaction | undefined;
  #cancelPing = (): void => undefined;

  constructor(connection: Connection, world: World, transactions: Transactions) {
    this.#connection = connection;
    this.#world = world;
    this.#transactions = transactions;
  }

  start(): void {
    const { sessions } = this.#world;
    this.#connection.start({
      message: (text) => this.#receive(readClientMessage(text)),
      ended: () => {
        sessions.delete(this);
        this.#cancelPing();
        if (this.#onDisconnect !== undefined) {
          this.#transactions.executeDeferred(this.#onDisconnect);
        }
      },
    });
    sessions.add(this);
    if (this.#world.settings.variants.serverPing !== 'absent') this.#armPing();
  }

  /** Those that a message is for. */
  subscriptionsTo(message: Pick<RocketfiPublished, 'kind' | 'subject'>): readonly Subscription[] {
    return this.#subscriptions
      .map(({ subscription }) => subscription)
      .filter((subscription) => matches(subscription, message));
  }

  deliver(frame: string): void {
    const { settings, wire } = this.#world;
    if (settings.variants.unknownMessages === 'sent') this.#connection.sendData(unknownMessage);
    this.#connection.sendData(frame);
    if (wire.dataTwice) this.#connection.sendData(frame);
  }

  #receive(message: ClientMessage): void {
    const { clock, orderFaults, settings, watch, wire } = this.#world;
    if (message.type === 'ping') {
      const pong = settings.variants.pong === 'string' ? '"Pong"' : '{"Pong":null}';
      if (orderFaults.pongs === 'sent') this.#connection.send(pong);
      return;
    }
    if (wire.acks === 'ignored') return;
    if (wire.ackDelayMs === 0) {
      this.#apply(message);
      return;
    }
    clock.setTimer(wire.ackDelayMs, () => {
      if (this.#connection.open) this.#apply(message);
      watch.changed();
    });
  }

  #apply(message: Exclude<ClientMessage, { readonly type: 'ping' }>): void {
    switch (message.type) {
      case 'subscribe':
        this.#subscribe(message.subscription);
        break;
      case 'unsubscribe':
        this.#unsubscribe(message.subscription);
        break;
      case 'invalid':
        this.#refuse(message.problem);
        break;
      case 'submit':
        this.#submit(message.transaction);
        break;
      case 'register':
        this.#register(message.transaction);
        break;
      default:
        this.#onDisconnect = undefined;
        this.#acknowledge('ExecuteOnDisconnectCleared');
    }
  }

  #subscribe(subscription: Subscription): void {
    const { market, settings } = this.#world;
    const { assetId, instrumentId } = subscription.subject;
    if (instrumentId !== undefined && !market.has(instrumentId)) {
      this.#refuse(`Unknown instrument ${instrumentId}`);
    } else if (assetId !== undefined && !market.hasAsset(assetId)) {
      this.#refuse(`Unknown asset ${assetId}`);
    } else {
      const echo = writeSubscription(subscription);
      const key = writeJson(echo);
      this.#subscriptions.push({ key, subscription });
      this.#connection.live.add(key);
      this.#confirm('SubscribeConfirmation', echo);
      if (settings.variants.snapshot === 'sent') this.#sendSnapshots(subscription);
    }
  }

  /** Of several that are alike the oldest ends (illustrative). */
  #unsubscribe(subscription: Subscription): void {
    const echo = writeSubscription(subscription);
    const key = writeJson(echo);
    const index = this.#subscriptions.findIndex((one) => one.key === key);
    if (index === -1) {
      this.#refuse('Not subscribed');
      return;
    }
    this.#subscriptions.splice(index, 1);
    if (!this.#subscriptions.some((one) => one.key === key)) this.#connection.live.delete(key);
    this.#confirm('UnsubscribeConfirmation', echo);
  }

  #sendSnapshots(subscription: Subscription): void {
    const { settings } = this.#world;
    for (const [type, data] of snapshotsOf(subscription, this.#world)) {
      this.#connection.sendData(writeMessage(type, data, settings.variants));
    }
  }

  #confirm(type: string, echo: Json): void {
    if (this.#world.settings.variants.confirmations === 'absent') return;
    this.#acknowledge({ [type]: echo });
  }

  #submit(transaction: unknown): void {
    const { clock, orderFaults } = this.#world;
    const { resultDelayMs, resultsLost } = orderFaults;
    this.#refuseInvalid(() => {
      const { signature, response } = this.#transactions.submit(transaction);
      if (resultsLost) return;
      const answer = writeJson({ TransactionResult: { signature, response } });
      if (resultDelayMs === 0) this.#connection.send(answer);
      else clock.setTimer(resultDelayMs, () => this.#connection.send(answer));
    });
  }

  #register(value: unknown): void {
    this.#refuseInvalid(() => {
      const transaction = this.#transactions.defer(value);
      this.#onDisconnect = transaction;
      const { signature, nonce: deferredNonce } = transaction;
      this.#acknowledge({ ExecuteOnDisconnectRegistered: { signature, deferredNonce } });
    });
  }

  #refuseInvalid(request: () => void): void {
    try {
      request();
    } catch (error) {
      if (!(error instanceof TransactionRefusal)) throw error;
      this.#refuse(error.message);
    }
  }

  #acknowledge(message: Json): void {
    if (this.#world.wire.acks === 'sent') this.#connection.send(writeJson(message));
  }

  #refuse(text: string): void {
    this.#connection.send(writeJson({ Error: text }));
    if (this.#world.settings.variants.afterError === 'closed') {
      this.#connection.close(policyViolation, 'Error');
    }
  }

  #armPing(): void {
    const { clock, settings } = this.#world;
    if (settings.pingMs === Infinity) return;
    this.#cancelPing = clock.setTimer(settings.pingMs, () => {
      const { serverPing } = settings.variants;
      this.#connection.sendData(serverPing === 'string' ? '"Ping"' : '{"Ping":null}');
      this.#armPing();
    });
  }
}

const unknownMessage = '{"SimulatorUnknown":{"note":"No page mentions this variant."}}';
