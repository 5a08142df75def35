import type { Codec, Incoming } from './venue.ts';

/** What a frame says; one at which the codec throws is invalid. */
export function decode(codec: Codec, text: string): Incoming {
  try {
    return codec.decode(text);
  } catch (error) {
    return { type: 'invalid', issue: nameOf(error) };
  }
}

/** An error without its message, which may quote the frame. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'it could not be read';
}
