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
