import * as fc from 'fast-check';

import { serverMessages } from '../fixtures/examples.ts';

const messages = Object.values(serverMessages);

/** A message with one of its values, somewhere, exchanged for anything. */
const distorted = fc
  .tuple(fc.constantFrom(...messages), fc.nat(), fc.jsonValue())
  .map(([text, at, replacement]) => {
    let count = 0;
    const paths = text.split(/[:,[]/).length;
    return JSON.stringify(
      JSON.parse(text, (_key, value: unknown) => {
        count += 1;
        return count === 1 + (at % paths) ? replacement : value;
      }),
    );
  });

/** Noise, JSON of no meaning, messages, and messages that are nearly right. */
export const frames = fc.oneof(fc.string(), fc.json(), fc.constantFrom(...messages), distorted);
