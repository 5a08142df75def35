/** The frames of `npm run soak`: argv is how many, and the seed. */
import process from 'node:process';

import { fuzz } from './fuzz/fuzz.ts';

const [frames = 0, seed = 0] = process.argv.slice(2).map(Number);
const { overSockets, framesPerSecond, invalid, unknown } = await fuzz({ frames, seed });
console.log(
  `fuzz: seed ${seed}, ${frames} frames (${overSockets} over sockets), ${framesPerSecond} per second, ` +
    `${invalid} invalid, ${unknown} unknown, nothing escaped`,
);
