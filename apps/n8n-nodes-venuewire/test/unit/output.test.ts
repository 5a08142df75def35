import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { deduplicationKey, outputOf } from '../../src/trigger/output.ts';

const item = {
  type: 'data',
  data: {},
  id: 'venue:channel:1',
  snapshot: false,
  replayed: false,
  late: false,
  receivedAt: 0,
} as const;

it('a key fits into n8n’s column, and two events never share one', () => {
  const text = fc.string({ minLength: 1, maxLength: 300 }).filter((id) => !id.includes(':'));
  fc.assert(
    fc.property(fc.uniqueArray(text, { minLength: 2, maxLength: 2 }), ([one = '', other = '']) => {
      const node = { workflowId: 'workflow', nodeId: 'node' };
      const [key, otherKey] = [one, other].map((id) => deduplicationKey(node, id, 0));
      expect(key?.length).toBeLessThanOrEqual(255);
      expect(key).not.toBe(otherKey);
      expect(deduplicationKey(node, one, 0)).toBe(key);
      expect(deduplicationKey(node, one, 1)).not.toBe(key);
      expect(deduplicationKey({ ...node, nodeId: 'another' }, one, 0)).not.toBe(key);
    }),
  );
});

it.each([
  [{ a: 1 }, { a: 1 }],
  [[1, 2], { rows: [1, 2] }],
  ['text', { value: 'text' }],
  [null, { value: null }],
  [undefined, { value: null }],
])('data is an object, whatever the venue sent: %j', (data, expected) => {
  expect(outputOf('venue', 'event', item, data).data).toEqual(expected);
});

it.each([
  [undefined, null],
  [1_767_225_600_000, '2026-01-01T00:00:00.000Z'],
  ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
  ['yesterday', 'yesterday'],
])('a time is ISO 8601, and what is none stays as it was sent: %j', (time, expected) => {
  expect(outputOf('venue', 'event', { ...item, time }, {}).time).toBe(expected);
});
