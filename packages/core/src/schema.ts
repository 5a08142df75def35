import * as z from 'zod/v4';

import { ConfigError } from './errors.ts';

/**
 * A schema of any library that follows https://standardschema.dev, so that the caller's zod, valibot or arktype and
 * ours never have to be the same.
 */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Validates at once: between two items of a stream there is no time for a promise. */
export function validate<Output>(
  schema: StandardSchema<Output>,
  value: unknown,
): SchemaResult<Output> {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise) {
    throw new ConfigError(
      'The schema validates asynchronously; a subscription needs one that answers at once.',
    );
  }
  // Other libraries may put the offending value into the message.
  if (!result.issues || schema['~standard'].vendor === 'zod') return result;
  return { issues: result.issues.map(({ path }) => ({ message: 'does not fit', path })) };
}

/** Where and what, without the offending value. */
export function describeIssues(issues: readonly SchemaIssue[]): string {
  return issues
    .slice(0, 5)
    .map(({ path = [], message }) => {
      const keys = path.map((part) => String(typeof part === 'object' ? part.key : part));
      return keys.length === 0 ? message : `${keys.join('.')}: ${message}`;
    })
    .join('; ');
}

/** zod ≥ 4.5 turns a schema into code, which makes it several times faster; elsewhere the schema itself serves. */
export function compiled<Schema extends z.ZodType>(schema: Schema): Schema {
  const { compile } = z as { compile?: (schema: Schema) => Schema };
  return compile ? compile(schema) : schema;
}
