import { parseJson } from '@venuewire/core';

/** Of what is private a recording shows the kind alone: AUTH has a signature, the rest is an account's. */
export function redact(text: string): string {
  try {
    const message = parseJson(text);
    const kind = typeof message === 'object' && message !== null && 't' in message ? message.t : '';
    return JSON.stringify({ t: typeof kind === 'string' ? kind : '', redacted: true });
  } catch {
    return '[redacted]';
  }
}
