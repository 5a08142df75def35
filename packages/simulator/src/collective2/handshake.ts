import { jsonAnswer } from '../http.ts';
import type { HttpAnswer } from '../http.ts';
import type { Admission, Dial } from '../venue-server.ts';
import type { World } from './world.ts';

/** The checks before an upgrade: path, key, places. `keysInUse` has one key for each connection. */
export function admit(world: World, dial: Dial, keysInUse: readonly string[]): Admission {
  const { settings, keys } = world;
  const key = bearerKey(dial.headers);
  if (dial.path.split('?', 1)[0] !== '/ws')
    return { refusal: refused(404, 'NOT_FOUND', 'Not found') };
  if (key === undefined) return { refusal: refused(401, 'UNAUTHORIZED', 'Missing API key') };
  if (!keys.has(key)) return { refusal: refused(401, 'UNAUTHORIZED', 'Invalid API key') };
  if (keysInUse.filter((one) => one === key).length >= settings.connectionLimit) {
    return { refusal: tooManyConnections(world, undefined) };
  }
  if (keysInUse.length >= settings.serverConnectionLimit) return { refusal: noPlaceLeft() };
  return { endpoint: 'ws', key };
}

/** Codes beside `UNAUTHORIZED` are illustrative: the guides do not name them. */
export function tooManyConnections(
  { settings }: World,
  retryAfterSeconds: number | undefined,
): HttpAnswer {
  const seconds = retryAfterSeconds ?? (settings.variants.retryAfter === 'sent' ? 5 : undefined);
  const headers = seconds === undefined ? {} : { 'Retry-After': String(seconds) };
  return refused(429, 'TOO_MANY_REQUESTS', 'Connection limit reached', headers);
}

export function noPlaceLeft(): HttpAnswer {
  return refused(503, 'SERVICE_UNAVAILABLE', 'Connection limit reached');
}

export function bearerKey(headers: Readonly<Record<string, string>>): string | undefined {
  return /^Bearer (\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
}

function refused(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return jsonAnswer(status, { code, message }, { 'X-WS-Error': message, ...headers });
}
