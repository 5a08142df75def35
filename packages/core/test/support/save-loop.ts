/**
 * Started by a test as a process of its own, to be killed: goes on from the cursor that it finds, saves one after the
 * other, and says so after each.
 */
import { writeSync } from 'node:fs';

import { fileCursor } from '../../src/node/index.ts';

const [file = ''] = process.argv.slice(2);
const store = fileCursor(file);
const found = await store.load('test-venue:trades:a');
const first = found?.sequence ?? 0;
writeSync(1, `${first}\n`);
// A file of some size has a middle to be killed in.
const others = Array.from({ length: 200 }, (_, index) => `test-venue:trades:other-${index}`);
await Promise.all(others.map((key) => store.save(key, { sequence: 1, at: 0 })));
for (let sequence = first + 1; sequence < first + 1_000_000; sequence += 1) {
  await store.save('test-venue:trades:a', { sequence, at: Date.now() });
  writeSync(1, `${sequence}\n`);
}
