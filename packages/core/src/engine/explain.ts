import { cleanCause } from '../cause.ts';
import {
  AuthError,
  ClosedError,
  ConfigError,
  HttpError,
  LimitError,
  SubscriptionError,
  TimeoutError,
  VenuewireError,
} from '../errors.ts';
import type { SocketEnd } from '../platform.ts';
import { retryAfterOf } from '../retry-after.ts';
import type { AnyChannel, Consequence, Failures, Refused } from '../venue.ts';
import type { Context } from './context.ts';

/** Why a session is over, and what follows. */
export interface Loss {
  readonly error: VenuewireError;
  readonly consequence: Consequence;
  readonly retryAfter?: number | undefined;
}

/** Reads the end of a socket with the venue's table; what the table does not name is transient. */
export function explainEnd(
  end: SocketEnd,
  failures: Failures,
  wasOpen: boolean,
  context: Context,
): Loss {
  const { venue, clock, redact } = context;
  // The caller's credential provider, or the venue's signing, failed before anything was sent.
  if (VenuewireError.is(end.error) && !end.error.retryable) {
    return { error: end.error, consequence: 'fatal' };
  }
  const retryAfter = retryAfterOf(end.retryAfter, clock.epoch);
  if (end.status !== undefined) {
    const consequence = failures.status[end.status] ?? 'immediate';
    const what = `The venue refused the connection with HTTP ${end.status}`;
    if (consequence === 'fatal') {
      return { error: new AuthError(`${what}: check the credential.`, { venue }), consequence };
    }
    const error =
      end.status === 429
        ? new LimitError(`${what}: too many connections or requests. It is dialled again.`, {
            venue,
            retryable: true,
          })
        : new HttpError(`${what}. It is dialled again.`, { venue, status: end.status, retryAfter });
    return { error, consequence, retryAfter };
  }
  const consequence =
    (end.code === undefined ? undefined : failures.close[end.code]) ?? 'immediate';
  // 1006 only says that there was no close frame; the system's own code says more.
  const code = systemCodeOf(end.error) ?? end.code;
  const detail = [code, end.reason && redact(end.reason)].filter(Boolean).join(' ');
  const retryable = consequence !== 'fatal';
  const what = wasOpen ? 'The connection was closed' : 'The dial failed';
  const next = retryable ? 'It is dialled again.' : 'The venue means it for good.';
  const error = new ClosedError(`${what}${detail && ` (${detail})`}. ${next}`, {
    venue,
    cause: cleanCause(end.error, redact),
    closeCode: end.code,
    retryable,
  });
  return { error, consequence };
}

/** Such as `ECONNREFUSED`. */
function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * The venue's refusal as an error; its words are the venue's, without our secrets. What it refuses before a connection
 * is ready can only be the credential.
 */
export function explainRefusal(
  message: Refused,
  context: Context,
  about: string | undefined,
  wasReady: boolean,
): VenuewireError {
  const reasons = message.reasons.map(({ code, message: text }) =>
    context.redact(`${code}: ${text}`),
  );
  const { venue } = context;
  const retryable = message.retryable !== false;
  if (!wasReady && !retryable) {
    const what = `The venue refused the connection (${reasons.join('; ')})`;
    return new AuthError(`${what}: check the credential.`, { venue });
  }
  const what = about ? `The venue refused ${about}` : 'The venue reports an error';
  return new SubscriptionError(`${what} (${reasons.join('; ')}).`, {
    venue,
    retryable,
    venueCodes: message.reasons.map(({ code }) => context.redact(code)),
  });
}

interface About {
  readonly channel: Pick<AnyChannel, 'name' | 'endpoint' | 'cadence'>;
  readonly topic: string;
}

/** The venue did not answer a request. */
export function explainSilence({ channel, topic }: About, { venue }: Context): TimeoutError {
  const message = `${channel.name} ${topic} was not acknowledged in time. It is tried again.`;
  return new TimeoutError(message, { venue, deadline: 'acknowledge' });
}

/** A state that was promised did not come. */
export function explainMissingState(
  { channel: { name, endpoint }, topic }: About,
  { venue, timing }: Context,
): TimeoutError {
  const { snapshot } = timing(endpoint);
  const message = `No snapshot of ${name} ${topic} came within ${snapshot} ms. It is dialled again.`;
  return new TimeoutError(message, { venue, deadline: 'snapshot' });
}

/** A channel with a rhythm has lost it. */
export function explainMute(
  { channel: { name, cadence }, topic }: About,
  { venue }: Context,
): TimeoutError {
  const message = `${name} ${topic} has been mute for more than ${cadence} ms. It is asked for again.`;
  return new TimeoutError(message, { venue, deadline: 'silence' });
}

/** The codec throws at what the caller asks for: no later attempt can do better. */
export function explainUnwritable(
  { channel, topic }: About,
  cause: unknown,
  { venue, redact }: Context,
): ConfigError {
  const message = `A request for ${channel.name} ${topic} cannot be written: check its parameters.`;
  return new ConfigError(message, { venue, cause: cleanCause(cause, redact) });
}
