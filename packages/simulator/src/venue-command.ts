/** What the command line says, for any venue. */
export interface CommandArguments {
  readonly port: number;
  readonly seed: number;
  /** Between two things that are published. */
  readonly intervalMs: number;
  readonly key?: string;
  readonly secret?: string;
  readonly strategyIds?: readonly number[];
}

/** Options that only some venues have. */
export type VenueOption = 'key' | 'secret' | 'strategies';

/** A venue as the command line offers it. */
export interface VenueCommand {
  readonly name: string;
  readonly options: readonly VenueOption[];
  /** @throws the system's error where a port is taken. */
  start(given: CommandArguments): Promise<StartedVenue>;
}

interface StartedVenue {
  /** As people write it. */
  readonly title: string;
  /** What a client has to know, each with its name. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What is published, in a sentence. */
  readonly activity: string;
  /** Publishes until it is closed. */
  play(): Promise<void>;
  close(): Promise<void>;
}
