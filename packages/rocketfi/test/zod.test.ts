import { afterEach, describe, expect, it, vi } from 'vitest';
import * as oldest from 'zod-3/v4';
import * as z from 'zod/v4';

import { protocol } from '../src/protocol.ts';
import { serverMessages } from './fixtures/examples.ts';

/** Every example, and what becomes of it with one of its fields less, or of another type. */
const texts = Object.values(serverMessages).flatMap((text) => {
  const fields = new Set([...text.matchAll(/"(\w+)":/g)].map(([, name]) => name));
  const values = [undefined, null, 5, 'text', [1], {}];
  return [...fields]
    .flatMap((field) => values.map((value) => exchanged(text, field, value)))
    .concat(text);
});

function exchanged(text: string, field: string | undefined, value: unknown): string {
  const message: unknown = JSON.parse(text, (name, found: unknown) =>
    name === field ? value : found,
  );
  return JSON.stringify(message);
}

/** But for the words about what is wrong, which zod's versions choose. */
function readBy(codec: typeof protocol, text: string): unknown {
  const messages = [codec.decode(text)].flat();
  return JSON.parse(JSON.stringify(messages, (name, value) => (name === 'issue' ? '' : value)));
}

describe('zod', () => {
  afterEach(() => {
    vi.doUnmock('zod/v4');
    vi.resetModules();
  });

  it('is the one that this run of the suite is for', () => {
    expect('compile' in z).toBe(process.env['VENUEWIRE_ZOD'] !== 'oldest');
  });

  it('that cannot compile serves as well: plain schemas read the same', async () => {
    expect('compile' in oldest).toBe(false);
    vi.resetModules();
    // The mock of a module has to name what it lacks.
    vi.doMock('zod/v4', () => ({ ...oldest, compile: undefined }));
    const { protocol: plain } = await import('../src/protocol.ts');
    expect(plain).not.toBe(protocol);
    expect(texts.length).toBeGreaterThan(500);
    for (const text of texts) {
      expect(readBy(plain, text), text).toEqual(readBy(protocol, text));
      expect(plain.redact?.(text), text).toBe(protocol.redact?.(text));
    }
  });
});
