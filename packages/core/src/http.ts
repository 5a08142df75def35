import { cleanCause } from './cause.ts';
import { AuthError, HttpError, TimeoutError } from './errors.ts';
import type { Fetch, FetchResponse, Scheduler } from './platform.ts';
import { retryAfterOf } from './retry-after.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  /** Whether an answer with any status is an answer, for calls whose refusals say what happened. */
  readonly acceptsAnyStatus?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly text: string;
  /** Milliseconds that the venue asks to wait, with statuses that are no success. */
  readonly retryAfter?: number | undefined;
}

/** One HTTP exchange with a deadline: answers with a 2xx (or what the request accepts), or throws a typed error. */
export interface Http {
  request(request: HttpRequest): Promise<HttpResponse>;
}

export interface HttpOptions {
  readonly venue: string;
  readonly fetch: Fetch;
  readonly scheduler: Scheduler;
  /** Milliseconds for one exchange. */
  readonly timeout: number;
  /** Aborts whatever is under way. */
  readonly signal: AbortSignal;
  /** What of an error body is worth telling, without secrets. */
  readonly explain: (text: string) => string | undefined;
  /** Is told the epoch milliseconds of each answer's `Date`, which counts in whole seconds. */
  readonly onDate?: (date: number) => void;
  /** Takes secrets out of a text. */
  readonly clean: (text: string) => string;
}

export function createHttp(options: HttpOptions): Http {
  return { request: (request) => exchange(request, options) };
}

async function exchange(request: HttpRequest, options: HttpOptions): Promise<HttpResponse> {
  const { venue, fetch, scheduler, timeout, clean } = options;
  const path = pathOf(request.url);
  const abort = new AbortController();
  const signals = [abort.signal, options.signal, ...(request.signal ? [request.signal] : [])];
  const deadline = new TimeoutError(
    `${request.method} ${path} was not answered within ${timeout} ms.`,
    {
      venue,
      deadline: 'request',
    },
  );
  const cancel = scheduler.after(timeout, () => abort.abort(deadline));
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { ...request.headers },
      signal: AbortSignal.any(signals),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    // Before the body, which may take its time.
    tellDate(response, options);
    const text = await response.text();
    const { status } = response;
    if (status >= 200 && status < 300) return { status, text };
    const retryAfter = retryAfterOf(response.headers.get('retry-after'), scheduler.epoch());
    if (request.acceptsAnyStatus) return { status, text, retryAfter };
    const detail = options.explain(text);
    const message = `${request.method} ${path} was answered with HTTP ${status}${detail ? `: ${detail}` : ''}.`;
    if (status === 401 || status === 403)
      throw new AuthError(`${message} Check the credential and what it may do.`, { venue });
    throw new HttpError(message, { venue, status, retryAfter });
  } catch (error) {
    if (error instanceof AuthError || error instanceof HttpError) throw error;
    if (abort.signal.aborted) throw deadline;
    options.signal.throwIfAborted();
    request.signal?.throwIfAborted();
    throw new HttpError(`${request.method} ${path} failed before an answer came.`, {
      venue,
      cause: cleanCause(error, clean),
    });
  } finally {
    cancel();
  }
}

/** What a cache answers is as old as it says. */
function tellDate({ headers }: FetchResponse, { onDate }: HttpOptions): void {
  const date = Date.parse(headers.get('date') ?? '');
  if (!Number.isNaN(date) && headers.get('age') === null) onDate?.(date);
}

/** A query may hold what a log should not. */
function pathOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
