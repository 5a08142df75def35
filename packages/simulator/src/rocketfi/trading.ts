import { isMeant } from './cancel-filters.ts';
import type { CancelFilters } from './cancel-filters.ts';
import type { Decimal } from './decimal.ts';
import type { Exchange } from './exchange.ts';
import { leftOf } from './order.ts';
import type { Order, RocketfiRejection, RocketfiSide, Trigger, Twap } from './order.ts';
import type { World } from './world.ts';

/** An order as an account states it. */
export interface OrderRequest {
  readonly trader: string;
  readonly instrumentId: string;
  readonly side: RocketfiSide;
  readonly orderType: Order['orderType'];
  /** Of a limit order. */
  readonly price?: Decimal | undefined;
  readonly quantity: Decimal;
  readonly reduceOnly: boolean;
  readonly maxSlippage?: Decimal | undefined;
  readonly trigger?: Trigger | undefined;
  readonly twap?: Twap | undefined;
}

/** What became of a request. */
export interface RocketfiOrderOutcome {
  readonly orderId: bigint;
  readonly status: 'open' | 'filled' | 'canceled' | 'rejected';
  readonly reason?: RocketfiRejection;
}

/** What accounts do with their orders. Each is one happening. */
export class Trading {
  readonly #world: World;
  readonly #exchange: Exchange;

  constructor(world: World, exchange: Exchange) {
    this.#world = world;
    this.#exchange = exchange;
  }

  /** @throws RangeError for an instrument that does not exist. */
  place(request: OrderRequest): RocketfiOrderOutcome {
    const { clock, ledger, market } = this.#world;
    const listing = market.listing(request.instrumentId);
    const order: Order = {
      ...request,
      orderId: ledger.newOrderId(),
      trader: ledger.account(request.trader).address,
      instrumentId: listing.id,
      price: request.price ?? listing.mark,
      filled: 0n,
      timestamp: clock.now(),
      turn: ledger.newTurn(),
    };
    const reason = this.#exchange.happen((matching) => matching.place(order));
    if (order.twap !== undefined) this.#continue(order.trader, order.orderId, order.twap);
    return this.#outcome(order, reason);
  }

  /** @throws RangeError for an order that is not open. */
  modify(
    trader: string,
    orderId: bigint,
    to: {
      readonly price: Decimal;
      readonly quantity: Decimal;
      readonly triggerPrice?: Decimal | undefined;
    },
  ): RocketfiOrderOutcome {
    const order = this.#open(trader, orderId);
    if (to.quantity <= order.filled) {
      throw new RangeError(`Of order ${orderId} more than that is filled.`);
    }
    const trigger =
      order.trigger === undefined || to.triggerPrice === undefined
        ? order.trigger
        : { ...order.trigger, price: to.triggerPrice };
    const turn = this.#world.ledger.newTurn();
    const changed = { ...order, price: to.price, quantity: to.quantity, trigger, turn };
    const reason = this.#exchange.happen((matching) => matching.modify(changed));
    return this.#outcome(changed, reason);
  }

  /** @throws RangeError for an order that is not open. */
  cancel(trader: string, orderId: bigint): RocketfiOrderOutcome {
    const order = this.#open(trader, orderId);
    this.#exchange.happen((matching) => matching.cancel(order));
    return { orderId, status: 'canceled' };
  }

  /** Those that all of the filters let through. */
  cancelAll(trader: string, filters: CancelFilters): readonly RocketfiOrderOutcome[] {
    const { ledger, market } = this.#world;
    const orders = [...ledger.account(trader).orders.values()].filter(({ instrumentId }) =>
      isMeant(market.listing(instrumentId), market, filters),
    );
    this.#exchange.happen((matching) => {
      for (const order of orders) matching.cancel(order);
    });
    return orders.map(({ orderId }) => ({ orderId, status: 'canceled' }));
  }

  /** Of nobody's concern but the margin's. */
  setLeverage(trader: string, instrumentId: string, leverage: number): void {
    const { ledger, market } = this.#world;
    const account = ledger.account(trader);
    const { id } = market.listing(instrumentId);
    this.#exchange.happen((_matching, updates) => {
      account.setLeverage(id, leverage);
      if (account.positions.has(id)) updates.position(account.address, id);
      else updates.accounts.add(account.address);
    });
  }

  /** Executes an order over time, until it is no longer open. */
  #continue(trader: string, orderId: bigint, twap: Twap): void {
    const { clock, ledger } = this.#world;
    clock.setTimer(Number(twap.frequency), () => {
      const order = ledger.account(trader).orders.get(orderId);
      if (order === undefined) return;
      this.#exchange.happen((matching) => matching.takePart(order, twap));
      this.#continue(trader, orderId, twap);
    });
  }

  #open(trader: string, orderId: bigint): Order {
    const order = this.#world.ledger.account(trader).orders.get(orderId);
    if (order === undefined) throw new RangeError(`There is no open order ${orderId}.`);
    return order;
  }

  #outcome(
    { orderId, trader }: Order,
    reason: RocketfiRejection | undefined,
  ): RocketfiOrderOutcome {
    if (reason !== undefined) return { orderId, status: 'rejected', reason };
    const account = this.#world.ledger.account(trader);
    if (account.orders.has(orderId)) return { orderId, status: 'open' };
    const last = account.events.findLast(({ order }) => order.orderId === orderId);
    const isFilled = last !== undefined && leftOf(last.order) === 0n;
    return { orderId, status: isFilled ? 'filled' : 'canceled' };
  }
}
