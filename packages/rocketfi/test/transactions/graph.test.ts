import { readdirSync, readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

const folder = new URL('../../src/transactions/', import.meta.url);

it('the entry needs nothing of a platform, and no module of the package that does', () => {
  const code = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  // Types are not there at run time.
  const statements = code
    .join('\n')
    .matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';$/gms);
  const imports = Array.from(statements, ([, specifier = '']) => specifier);
  expect(new Set(imports.filter((specifier) => !specifier.startsWith('./')))).toEqual(
    new Set(['../schemas/scalars.ts', '@venuewire/core', '@venuewire/signing', 'zod/v4']),
  );
});
