import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/v4';

import { place } from '../src/engine/place.ts';
import {
  compiled,
  ConfigError,
  describeIssues,
  memoryCursor,
  parseJson,
  Redactor,
  validate,
  type StandardSchema,
} from '../src/index.ts';

describe('parseJson', () => {
  test('numbers: an integer of any length keeps each of its digits', () => {
    const integers = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
    const path = fc.array(fc.constantFrom('[', '{"a":', ' '), { maxLength: 20 });
    fc.assert(
      fc.property(integers, path, fc.string(), (integer, opening, padding) => {
        const close = opening
          .map((one) => (one === '[' ? ']' : one === ' ' ? '' : '}'))
          .toReversed();
        const value = `${opening.join('')}${integer}${close.join('')}`;
        const text = `[${JSON.stringify(padding)},${value}]`;
        const [first, parsed] = parseJson(text) as [unknown, unknown];
        expect(first).toBe(padding);
        const digits = JSON.stringify(parsed).replaceAll(/[^-\d]/g, '');
        expect(BigInt(digits)).toBe(integer);
      }),
      { numRuns: 500 },
    );
  });

  test('numbers: what is safe is a number, what is not is its digits', () => {
    const text = `[9007199254740991, 9007199254740992, -9007199254740991, -9007199254740993]`;
    expect(parseJson(text)).toEqual([
      9007199254740991,
      '9007199254740992',
      -9007199254740991,
      '-9007199254740993',
    ]);
  });

  test('numbers: a fraction or a power stays a number, whatever its length', () => {
    const text = '[0.12345678901234567890, 1e20, 12345678901234567890.5]';
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  test('numbers: digits within a string are a string', () => {
    const text = '{"12345678901234567890":"12345678901234567890","a":":12345678901234567890"}';
    expect(parseJson(text)).toEqual({
      '12345678901234567890': '12345678901234567890',
      a: ':12345678901234567890',
    });
  });

  test('agrees with JSON.parse on everything else', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 1, 2), (text, indentation) => {
        fc.pre(!/\d{16}/.test(text));
        const spaced = JSON.stringify(JSON.parse(text), undefined, indentation);
        expect(parseJson(spaced)).toEqual(JSON.parse(spaced));
      }),
    );
    expect(() => parseJson('{')).toThrow(SyntaxError);
  });
});

describe('place', () => {
  const limits = { connections: 3, subscriptionsPerConnection: 2, requestsInFlight: 1 };
  const one = (...topics: string[]): { upstreams: Set<{ topic: string }> } => ({
    upstreams: new Set(topics.map((topic) => ({ topic }))),
  });
  const a = { topic: 'a' };

  test('promise 9: fills the fullest that has room', () => {
    const [empty, half, full] = [one(), one('x'), one('x', 'y')];
    expect(place(a, [empty, half, full], limits, false)).toBe(half);
  });

  test('promise 9: opens another when all are full, and no more than there may be', () => {
    const full = one('x', 'y');
    expect(place(a, [], limits, false)).toBe('new');
    expect(place(a, [full, full], limits, false)).toBe('new');
    expect(place(a, [full, full, full], limits, false)).toBe('none');
  });

  test('isolated, each topic gets its own for as long as there are any', () => {
    const [mine, other] = [one('a'), one('b')];
    expect(place(a, [other, mine], limits, true)).toBe(mine);
    expect(place(a, [other], limits, true)).toBe('new');
    expect(place(a, [one('b', 'c'), one('b', 'c'), other], limits, true)).toBe(other);
    expect(place(a, [one('b', 'c'), one('b', 'c'), one('b', 'c')], limits, true)).toBe('none');
  });

  test('promise 9: never puts more than the limits anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd')),
        fc.boolean(),
        (topics, isolated) => {
          const connections: ReturnType<typeof one>[] = [];
          let refused = 0;
          for (const topic of topics) {
            const chosen = place({ topic }, connections, limits, isolated);
            if (chosen === 'none') refused += 1;
            else if (chosen === 'new') connections.push(one(topic));
            else chosen.upstreams.add({ topic });
          }
          const sizes = connections.map(({ upstreams }) => upstreams.size);
          expect(connections.length).toBeLessThanOrEqual(limits.connections);
          expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(limits.subscriptionsPerConnection);
          expect(refused).toBe(Math.max(0, topics.length - 6));
        },
      ),
    );
  });
});

describe('schemas', () => {
  test('any that follows Standard Schema will do', () => {
    const number: StandardSchema<number> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) =>
          typeof value === 'number'
            ? { value }
            : { issues: [{ message: `${String(value)} is wrong` }] },
      },
    };
    expect(validate(number, 7)).toEqual({ value: 7 });
    // Promise 11: other libraries may quote the value.
    expect(describeIssues(validate(number, 'secret').issues ?? [])).toBe('does not fit');
    expect(validate(z.object({ a: z.string() }), { a: 'x' })).toEqual({ value: { a: 'x' } });
  });

  test('one that answers later is refused, with what to do', () => {
    const later = z.string().refine(() => Promise.resolve(true));
    expect(() => validate(later, 'x')).toThrow(ConfigError);
    expect(() => validate(later, 'x')).toThrow(/answers at once/);
  });

  test('promise 11: issues say where and what, not the value', () => {
    const { issues } = z
      .object({ account: z.object({ id: z.number() }), list: z.array(z.string()) })
      .safeParse({ account: { id: 'secret-77' }, list: [1] }).error ?? { issues: [] };
    const text = describeIssues(issues);
    expect(text).toContain('account.id: ');
    expect(text).toContain('list.0: ');
    expect(text).not.toContain('secret-77');
  });

  test('issues of other libraries name their path by objects', () => {
    expect(
      describeIssues([{ message: 'wrong', path: [{ key: 'a' }, 0] }, { message: 'bad' }]),
    ).toBe('a.0: wrong; bad');
  });

  test('a long list of issues is cut', () => {
    const issues = Array.from({ length: 50 }, (_, index) => ({ message: `issue ${index}` }));
    expect(describeIssues(issues).split('; ')).toHaveLength(5);
  });

  test('a compiled schema answers as the schema does', () => {
    const schema = z.looseObject({ a: z.string(), b: z.number().optional() });
    const fast = compiled(schema);
    fc.assert(
      fc.property(fc.object(), (value) => {
        expect(fast.safeParse(value).success).toBe(schema.safeParse(value).success);
      }),
    );
    expect(fast.parse({ a: 'x', c: 1 })).toEqual({ a: 'x', c: 1 });
  });
});

describe('the redactor', () => {
  test('promise 11: no secret is left of a text, as it is or as JSON or a URL write it', () => {
    const secrets = fc.array(fc.string({ minLength: 4, unit: 'grapheme-ascii' }), {
      minLength: 1,
      maxLength: 4,
    });
    const mark = '[redacted]';
    fc.assert(
      fc.property(secrets, fc.array(fc.string()), (given, others) => {
        fc.pre(given.every((secret) => !mark.includes(secret)));
        const redactor = new Redactor();
        for (const secret of given) redactor.add(secret);
        const forms = given.flatMap((secret) => [
          secret,
          JSON.stringify({ secret }),
          JSON.stringify(JSON.stringify({ secret })),
          encodeURIComponent(secret),
        ]);
        for (const form of forms) {
          const text = `${others.join('')}\n${form}\n`;
          const cleaned = redactor.clean(text).split(mark);
          expect(cleaned.length).toBeGreaterThan(1);
          for (const part of cleaned)
            for (const secret of given) expect(part.includes(secret)).toBe(false);
        }
      }),
    );
  });

  test('promise 11: a secret that is a part of another does not spare the rest of it', () => {
    const redactor = new Redactor();
    redactor.add('abc');
    redactor.add('abcdef');
    expect(redactor.clean('abcdef abc')).toBe('[redacted] [redacted]');
  });

  test('leaves other texts as they are', () => {
    const redactor = new Redactor();
    redactor.add('');
    expect(redactor.clean('nothing to hide')).toBe('nothing to hide');
  });

  test('promise 11: does not show what it knows', () => {
    const redactor = new Redactor();
    redactor.add('abcdef');
    expect(JSON.stringify(redactor)).not.toContain('abcdef');
  });
});

describe('memoryCursor', () => {
  test('gives what was saved last, for each key', async () => {
    const saves = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat()));
    await fc.assert(
      fc.asyncProperty(saves, async (given) => {
        const store = memoryCursor([['a', { sequence: -1, at: 0 }]]);
        const expected = new Map([['a', -1]]);
        for (const [key, sequence] of given) {
          await store.save(key, { sequence, at: sequence });
          expected.set(key, sequence);
        }
        for (const key of ['a', 'b', 'c'])
          expect((await store.load(key))?.sequence).toBe(expected.get(key));
      }),
    );
  });
});
