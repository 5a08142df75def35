import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import * as signing from '../src/index.ts';
import { digitsOf } from './support/bytes.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');
const { dependencies } = JSON.parse(read('../package.json')) as {
  dependencies: Record<string, string>;
};

/** The first cell of each row below a heading, without markup. */
function rowsBelow(heading: string): string[] {
  const section = readme.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => (row.split('|')[1] ?? '').replaceAll('`', '').trim());
}

describe('the README', () => {
  it('names everything that is exported', () => {
    const missing = Object.keys(signing).filter((name) => !readme.includes(name));
    expect(missing).toEqual([]);
  });

  it('counts and justifies each dependency', () => {
    expect(rowsBelow('Dependencies')).toEqual(Object.keys(dependencies));
  });

  it('is right that they are pinned exactly', () => {
    const versions = Object.values(dependencies);
    expect(versions).toEqual(versions.map(() => expect.stringMatching(/^\d+\.\d+\.\d+$/)));
  });

  it('shows signatures and addresses as they are', async () => {
    const hmac = signing.hmacSigner('dGVzdF9zZWNyZXRfMTIzNDU2Nzg');
    expect(readme).toContain(`// '${hmac.sign('1712500000GET/order/ws')}'`);
    const [, key = ''] = /localSigner\('(0x\w{64})'\)/.exec(readme) ?? [];
    const signer = signing.localSigner(key);
    expect(readme).toContain(`signer.address; // '${signer.address}'`);
    const signature = await signer.signMessage(new TextEncoder().encode('{"nonce":1}'));
    expect(['1b', '1c']).toContain(digitsOf(signature).slice(-2));
  });
});
