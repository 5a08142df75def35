import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import type { Cursor } from '../src/index.ts';
import { fileCursor } from '../src/node/index.ts';

const program = fileURLToPath(new URL('support/save-loop.ts', import.meta.url));
const key = 'test-venue:trades:a';
const kills = 30;

/** Lets a process save and kills it in the middle; answers the numbers that it said were saved, the found one first. */
async function saveUntilKilled(file: string, saves: number, delay: number): Promise<number[]> {
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.split('\n').length <= saves + 1 || child.killed) continue;
    // Some fractions of a save later: at another place of it each time.
    for (let spent = 0; spent < delay; spent += 1) await new Promise(setImmediate);
    child.kill('SIGKILL');
  }
  if (child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return output.trim().split('\n').map(Number);
}

test(
  'promise 4: whenever a process is killed, the file holds the last cursor that was saved, or the one that was being saved',
  { timeout: 60_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'venuewire-crash-'));
    try {
      const file = join(folder, 'cursor.json');
      let last = 0;
      for (let kill = 0; kill < kills; kill += 1) {
        const [found = -1, ...saved] = await saveUntilKilled(file, 1 + (kill % 5), kill * 7);
        expect(found).toBe(last);
        const cursors = JSON.parse(await readFile(file, 'utf8')) as Record<string, Cursor>;
        last = cursors[key]?.sequence ?? 0;
        const acknowledged = saved.at(-1) ?? found;
        expect([acknowledged, acknowledged + 1]).toContain(last);
        // The one who is killed can leave one, the next one removes it.
        expect((await readdir(folder)).length).toBeLessThanOrEqual(2);
      }
      expect(await fileCursor(file).load(key)).toMatchObject({ sequence: last });
      expect(await readdir(folder)).toEqual(['cursor.json']);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
