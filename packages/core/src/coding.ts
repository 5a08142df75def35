import type { Codec, Incoming, WireRequest } from './venue.ts';

/** What a frame says; one at which the codec throws is invalid. */
export function decode(codec: Codec, text: string): Incoming | readonly Incoming[] {
  try {
    return codec.decode(text);
  } catch (error) {
    return { type: 'invalid', issue: nameOf(error) };
  }
}

/** Who cannot say that it leaves has left all the same. */
export function encode(
  codec: Codec,
  action: 'subscribe' | 'unsubscribe',
  request: WireRequest,
): string | undefined {
  if (action === 'subscribe') return codec.subscribe(request);
  try {
    return codec.unsubscribe(request);
  } catch {
    return undefined;
  }
}

/** An error without its message, which may quote the frame. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'it could not be read';
}
