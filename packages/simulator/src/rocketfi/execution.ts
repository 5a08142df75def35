import { decimal } from './decimal.ts';
import type { Json, JsonObject } from './exact-json.ts';
import type { Exchange } from './exchange.ts';
import { InstructionFields } from './instruction-fields.ts';
import { orderResultOf } from './order-results.ts';
import type { AnsweredEvent } from './order-results.ts';
import type { Trigger, Twap } from './order.ts';
import { riskOf } from './risk.ts';
import type { SignedTransaction } from './signed-transaction.ts';
import type { OrderRequest, Trading } from './trading.ts';
import type { Canonical, OrderVariant } from './transaction-shapes.ts';
import type { World } from './world.ts';

/** What an instruction is answered with. */
export type TransactionResponse =
  | 'Ok'
  | { readonly PlaceOrder: { readonly results: readonly JsonObject[] } }
  | { readonly Err: string };

/** In percent. */
const defaultSlippage = decimal('0.03');

/** Milliseconds. */
const twapBounds = {
  longest: 172_800_000n,
  lowestFrequency: 15_000n,
  highestFrequency: 3_600_000n,
} as const;

/** Illustrative: the venue does not document what a claim is worth. */
const faucetAmount = decimal('1000');

/** Does what transactions say, and answers as rocket-sdk-rust has it. */
export class Execution {
  readonly #world: World;
  readonly #exchange: Exchange;
  readonly #trading: Trading;

  constructor(world: World, exchange: Exchange, trading: Trading) {
    this.#world = world;
    this.#exchange = exchange;
    this.#trading = trading;
  }

  /**
   * Gives what the venue answers, as a tagged variant. That an order over time and deferred orders
   * are answered as orders are is illustrative.
   *
   * @throws RangeError for what cannot be done.
   */
  execute({ sender, instruction }: SignedTransaction): TransactionResponse {
    const { variant, content, orders } = instruction;
    const fields = new InstructionFields(content);
    switch (variant) {
      case 'PlaceOrder':
      case 'Deferred':
        return { PlaceOrder: { results: orders.map((order) => this.#tryOrder(sender, order)) } };
      case 'PlaceTWAP':
        return { PlaceOrder: { results: [this.#placeTwap(sender, fields)] } };
      case 'SetLeverage':
        this.#setLeverage(sender, fields);
        return 'Ok';
      case 'Withdraw':
        this.#withdraw(sender, fields);
        return 'Ok';
      case 'FaucetClaim':
        this.#exchange.addCollateral(sender, 0, faucetAmount);
        return 'Ok';
      default:
        throw new RangeError(`${variant} is not for users.`);
    }
  }

  /** Each stands for itself: what is wrong with one does not concern the others. */
  #tryOrder(sender: string, order: Canonical<OrderVariant>): JsonObject {
    try {
      return this.#doOrder(sender, order);
    } catch (error) {
      if (error instanceof RangeError) return { Err: error.message };
      throw error;
    }
  }

  #doOrder(sender: string, { content, variant }: Canonical<OrderVariant>): JsonObject {
    const fields = new InstructionFields(content);
    const trader = own(sender, fields.text('trader'));
    switch (variant) {
      case 'Limit':
      case 'Market':
        return this.#placed(trader, {
          trader,
          instrumentId: fields.text('instrumentId'),
          side: fields.side,
          orderType: variant,
          price: variant === 'Limit' ? fields.amount('price') : undefined,
          quantity: fields.amount('quantity'),
          reduceOnly: fields.flag('reduceOnly'),
          maxSlippage: fields.optionalAmount('maxSlippage') ?? defaultSlippage,
          trigger: triggerOf(fields),
        });
      case 'Modify': {
        const orderId = fields.integer('orderId');
        const { reason } = this.#trading.modify(trader, orderId, {
          price: fields.amount('newPrice'),
          quantity: fields.amount('newQuantity'),
          triggerPrice: fields.optionalAmount('newTriggerPrice'),
        });
        return reason === undefined
          ? this.#success(trader, orderId, ['modified'])
          : { Err: reason };
      }
      case 'Cancel': {
        const orderId = fields.integer('orderId');
        this.#trading.cancel(trader, orderId);
        return this.#success(trader, orderId, ['canceled']);
      }
      default: {
        const canceled = this.#trading.cancelAll(trader, {
          instrumentId: fields.optionalText('instrumentId'),
          underlying: fields.optionalText('underlying'),
          contractType: fields.optionalText('contractType'),
          deltaLower: fields.optionalAmount('deltaLower'),
          deltaUpper: fields.optionalAmount('deltaUpper'),
        });
        const events = canceled.map(({ orderId }) => this.#event(trader, orderId, ['canceled']));
        return { CancelAll: events };
      }
    }
  }

  #placeTwap(sender: string, fields: InstructionFields): JsonObject {
    const trader = own(sender, fields.text('trader'));
    return this.#placed(trader, {
      trader,
      instrumentId: fields.text('instrumentId'),
      side: fields.side,
      orderType: 'Twap',
      quantity: fields.amount('quantity'),
      reduceOnly: fields.flag('reduceOnly'),
      maxSlippage: fields.optionalAmount('maxSlippage'),
      twap: twapOf(fields),
    });
  }

  #placed(trader: string, request: OrderRequest): JsonObject {
    const { orderId } = this.#trading.place(request);
    return this.#success(trader, orderId, ['placed', 'rejected']);
  }

  #success(trader: string, orderId: bigint, types: readonly AnsweredEvent['type'][]): JsonObject {
    return { Success: this.#event(trader, orderId, types) };
  }

  /** The last event of the order that is one of these. */
  #event(trader: string, orderId: bigint, types: readonly AnsweredEvent['type'][]): Json {
    const event = this.#world.ledger
      .account(trader)
      .events.filter((one) => one.type !== 'fill')
      .findLast(({ order, type }) => order.orderId === orderId && types.includes(type));
    if (event === undefined) throw new RangeError(`There is no order ${orderId}.`);
    return orderResultOf(event, this.#world);
  }

  #setLeverage(sender: string, fields: InstructionFields): void {
    const leverage = Number(fields.integer('leverage'));
    if (leverage < 1 || leverage > 100) throw new RangeError('A leverage is from 1 to 100.');
    this.#trading.setLeverage(
      own(sender, fields.text('to')),
      fields.text('instrumentId'),
      leverage,
    );
  }

  #withdraw(sender: string, fields: InstructionFields): void {
    const { ledger, market } = this.#world;
    const [assetId, amount] = [Number(fields.integer('assetId')), fields.amount('amount')];
    const account = ledger.account(sender);
    const { availableCollateral } = riskOf(account, market);
    const isTooMuch = assetId === 0 && amount > availableCollateral;
    if (isTooMuch || amount > account.collateral(assetId)) {
      throw new RangeError('Insufficient collateral.');
    }
    this.#exchange.addCollateral(sender, assetId, -amount);
  }
}

/** Whether a key can act for another account is not documented. @throws RangeError */
function own(sender: string, account: string): string {
  if (account === sender) return account;
  throw new RangeError('The account is not that of the sender.');
}

function triggerOf(fields: InstructionFields): Trigger | undefined {
  const price = fields.optionalAmount('triggerPrice');
  if (price === undefined) return undefined;
  return { type: fields.flag('takeProfit') ? 'TakeProfit' : 'StopLoss', price };
}

/** @throws RangeError where the venue's bounds are left. */
function twapOf(fields: InstructionFields): Twap {
  const interval = fields.integer('twapInterval');
  const frequency = fields.optionalInteger('frequency') ?? twapBounds.lowestFrequency;
  if (interval < 1n || interval > twapBounds.longest) {
    throw new RangeError('twapInterval is 48 hours at most.');
  }
  if (frequency < twapBounds.lowestFrequency || frequency > twapBounds.highestFrequency) {
    throw new RangeError('frequency is from 15 seconds to an hour.');
  }
  return { interval, frequency, randomize: fields.flag('randomize') };
}
