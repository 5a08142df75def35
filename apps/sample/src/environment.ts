import type { Source } from './source.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with the command line or the environment, in words for their user. */
export class Problem extends Error {}

/** How a real venue is watched. */
export interface LiveVenue {
  /** Each with what it is, for the help. */
  readonly variables: readonly (readonly [name: string, meaning: string])[];
  /** Without these there is nothing to watch. */
  readonly needs: readonly string[];
  /** Checks the environment; nothing is opened before the answer is called. @throws Problem */
  prepare(environment: Environment): (draws: boolean) => Source;
}

/** The value of a variable that has to be there: an empty one is none. */
export function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new Problem(`--live needs ${name} in the environment.`);
}

export function urlOf(name: string, text: string, protocols: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && protocols.includes(url.protocol)) return url;
  throw new Problem(`${name} has to be a URL with ${protocols.join(' or ')}, not "${text}".`);
}
