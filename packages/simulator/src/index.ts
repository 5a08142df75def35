export { manualClock, systemClock } from './clock.ts';
export type { ManualClock, SimulatorClock } from './clock.ts';
export type { ConnectionSelector, ConnectionView } from './connection-view.ts';
export type { ScenarioStep } from './scenario.ts';
export type { HostFaults, ServerFaults } from './server-faults.ts';
export type { SimulatedVenue } from './simulated-venue.ts';
export type { AsyncUndo, Undo } from './undo.ts';
export type { ReceivedFrame, RecordedDial, RecordedRequest } from './recordings.ts';
export type { WireFaults } from './wire-faults.ts';

export type { SimulatedPosition } from './collective2/book.ts';
export type { Collective2Faults } from './collective2/faults.ts';
export type { Payload, Published } from './collective2/journal.ts';
export { marketScript } from './collective2/market.ts';
export type { Collective2SimulatorOptions, HistoricalSignal } from './collective2/options.ts';
export { collective2Simulator } from './collective2/simulator.ts';
export { defaultVariants } from './collective2/variants.ts';
export type { Collective2Variants } from './collective2/variants.ts';
export type { Collective2Simulator } from './collective2/venue.ts';

export type { OutpollBalance, OutpollOrder } from './outpoll/account.ts';
export type { OutpollEndpoint, OutpollHost } from './outpoll/endpoints.ts';
export type { NewOutpollOrder, NewOutpollTrade } from './outpoll/exchange.ts';
export type { OutpollFaults } from './outpoll/faults.ts';
export type { OutpollPublished, OutpollTakeProfit } from './outpoll/feeds.ts';
export type {
  OutpollBookRow,
  OutpollBookRowChange,
  OutpollChancePoint,
  OutpollEvent,
  OutpollOutcome,
} from './outpoll/market.ts';
export type { OutpollKey, OutpollSimulatorOptions } from './outpoll/options.ts';
export { outpollMarketScript } from './outpoll/random-market.ts';
export { outpollSimulator } from './outpoll/simulator.ts';
export { defaultOutpollVariants } from './outpoll/variants.ts';
export type { OutpollVariants } from './outpoll/variants.ts';
export type { OutpollSimulator } from './outpoll/venue.ts';

export type { Json, JsonObject } from './rocketfi/exact-json.ts';
export type { NewRocketfiTrade } from './rocketfi/exchange.ts';
export type { RocketfiFaults } from './rocketfi/faults.ts';
export type { RocketfiPublished } from './rocketfi/feeds.ts';
export type { NewRocketfiOrder } from './rocketfi/new-order.ts';
export type {
  RocketfiAccount,
  RocketfiAsset,
  RocketfiInstrument,
  RocketfiSimulatorOptions,
} from './rocketfi/options.ts';
export type { RocketfiRejection, RocketfiSide } from './rocketfi/order.ts';
export { rocketfiMarketScript } from './rocketfi/random-market.ts';
export { rocketfiSimulator } from './rocketfi/simulator.ts';
export type { RocketfiInterval, RocketfiKind, RocketfiSubject } from './rocketfi/subscription.ts';
export type { RocketfiOrderOutcome } from './rocketfi/trading.ts';
export { defaultRocketfiVariants } from './rocketfi/variants.ts';
export type { RocketfiVariants } from './rocketfi/variants.ts';
export type { RocketfiSimulator } from './rocketfi/venue.ts';
export type {
  RocketfiBook,
  RocketfiCandle,
  RocketfiLevel,
  RocketfiOrder,
  RocketfiPosition,
} from './rocketfi/views.ts';
