import { decimal } from './decimal.ts';
import type { Json } from './exact-json.ts';
import type { Exchange } from './exchange.ts';
import { InstructionFields } from './instruction-fields.ts';
import type { Trigger } from './order.ts';
import { riskOf } from './risk.ts';
import type { SignedTransaction } from './signed-transaction.ts';
import type { RocketfiOrderOutcome, Trading } from './trading.ts';
import type { Canonical, OrderVariant } from './transaction-shapes.ts';
import type { World } from './world.ts';

const mostOrders = 100;

/** Illustrative: the venue does not document what a claim is worth. */
const faucetAmount = decimal('1000');

/** Does what transactions say. Of the answers, only the tags are documented. */
export class Execution {
  readonly #world: World;
  readonly #exchange: Exchange;
  readonly #trading: Trading;

  constructor(world: World, exchange: Exchange, trading: Trading) {
    this.#world = world;
    this.#exchange = exchange;
    this.#trading = trading;
  }

  /** @throws RangeError for what cannot be done. */
  execute({ sender, instruction }: SignedTransaction): Json {
    const { variant, content, orders } = instruction;
    const fields = new InstructionFields(content);
    switch (variant) {
      case 'PlaceOrder':
      case 'Deferred':
        return { [variant]: { results: this.#placeOrders(sender, orders) } };
      case 'PlaceTWAP':
        return { PlaceTWAP: written(this.#placeTwap(sender, fields)) };
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

  /** Each by itself: what is wrong with one does not concern the others. */
  #placeOrders(sender: string, orders: readonly Canonical<OrderVariant>[]): readonly Json[] {
    if (orders.length > mostOrders) throw new RangeError(`More than ${mostOrders} orders.`);
    return orders.flatMap((order): Json[] => {
      try {
        return this.#placeOrder(sender, order).map(written);
      } catch (error) {
        if (error instanceof RangeError) return [{ Err: error.message }];
        throw error;
      }
    });
  }

  #placeOrder(sender: string, order: Canonical<OrderVariant>): readonly RocketfiOrderOutcome[] {
    const fields = new InstructionFields(order.content);
    const trader = own(sender, fields.text('trader'));
    switch (order.variant) {
      case 'Limit':
      case 'Market':
        return [
          this.#trading.place({
            trader,
            instrumentId: fields.text('instrumentId'),
            side: fields.side,
            orderType: order.variant,
            price: order.variant === 'Limit' ? fields.amount('price') : undefined,
            quantity: fields.amount('quantity'),
            reduceOnly: fields.flag('reduceOnly'),
            maxSlippage: fields.optionalAmount('maxSlippage'),
            trigger: triggerOf(fields),
          }),
        ];
      case 'Modify':
        return [
          this.#trading.modify(trader, fields.integer('orderId'), {
            price: fields.amount('newPrice'),
            quantity: fields.amount('newQuantity'),
            triggerPrice: fields.optionalAmount('newTriggerPrice'),
          }),
        ];
      case 'Cancel':
        return [this.#trading.cancel(trader, fields.integer('orderId'))];
      default:
        return this.#trading.cancelAll(trader, {
          instrumentId: fields.optionalText('instrumentId'),
          underlying: fields.optionalText('underlying'),
        });
    }
  }

  /** Without a frequency it is executed in ten parts. What the units of both are is not documented. */
  #placeTwap(sender: string, fields: InstructionFields): RocketfiOrderOutcome {
    const interval = fields.integer('twapInterval');
    const tenth = interval < 10n ? 1n : interval / 10n;
    return this.#trading.place({
      trader: own(sender, fields.text('trader')),
      instrumentId: fields.text('instrumentId'),
      side: fields.side,
      orderType: 'Twap',
      quantity: fields.amount('quantity'),
      reduceOnly: fields.flag('reduceOnly'),
      maxSlippage: fields.optionalAmount('maxSlippage'),
      twap: {
        interval,
        frequency: fields.optionalInteger('frequency') ?? tenth,
        randomize: fields.flag('randomize'),
      },
    });
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

/** That `takeProfit` tells the two kinds of triggers apart is inferred. */
function triggerOf(fields: InstructionFields): Trigger | undefined {
  const price = fields.optionalAmount('triggerPrice');
  if (price === undefined) return undefined;
  return { type: fields.flag('takeProfit') ? 'TakeProfit' : 'StopLoss', price };
}

function written({ orderId, status, reason }: RocketfiOrderOutcome): Json {
  return { orderId, status, ...(reason === undefined ? {} : { reason }) };
}
