import { jsonAnswer } from '../http.ts';
import type { HttpAnswer } from '../http.ts';
import type { Collective2Variants } from './variants.ts';

export interface RestFieldError {
  readonly ErrorCode: string;
  readonly FieldName: string;
  readonly Message: string;
}

/** Thrown by an endpoint, answered as an error body. */
export class RestRefusal extends Error {
  override readonly name = 'RestRefusal';
  readonly status: number;
  readonly errors: readonly RestFieldError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    errors: readonly RestFieldError[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

/** The codes of single fields are illustrative, but for the documented 1121. */
export function invalidField(field: string, message: string): RestRefusal {
  return new RestRefusal(400, 'Bad Request', [
    { ErrorCode: '1100', FieldName: field, Message: message },
  ]);
}

export interface Page {
  readonly rows: readonly (object | string)[];
  readonly previousCursor: string | null;
  readonly nextCursor: string | null;
}

export function resultsAnswer(page: Page, variants: Collective2Variants): HttpAnswer {
  const body = {
    Results: page.rows.map((row) =>
      variants.extraFields === 'sent' && typeof row === 'object'
        ? { ...row, SimulatorExtra: true }
        : row,
    ),
    Pagination: { prev_cursor: page.previousCursor, next_cursor: page.nextCursor },
    ResponseStatus: { ErrorCode: '200', Message: 'OK', Errors: [] },
  };
  return jsonAnswer(200, inVariant(body, variants));
}

export function refusalAnswer(refusal: RestRefusal, variants: Collective2Variants): HttpAnswer {
  const { status, message, errors, headers } = refusal;
  const bare = { ErrorCode: String(status), Message: message, Errors: errors };
  const body = variants.restError === 'bare' ? bare : { ResponseStatus: bare };
  return jsonAnswer(status, inVariant(body, variants), headers);
}

function inVariant(value: unknown, variants: Collective2Variants): unknown {
  if (Array.isArray(value)) return value.map((item) => inVariant(item, variants));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value)
    .filter(([, field]) => field !== null || variants.restNulls === 'null')
    .map(([name, field]) => [
      variants.restKeys === 'camel' ? camelCase(name) : name,
      inVariant(field, variants),
    ]);
  return Object.fromEntries(fields);
}

/** As .NET writes it: a leading run of capitals becomes small but for the one that begins a word. */
function camelCase(name: string): string {
  return name.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (capitals) => capitals.toLowerCase());
}
