import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';

/**
 * What the full path costs over bare `ws` and `JSON.parse`: server and client in processes of their own, the two
 * paths in turn, CPU of the client per message, medians. Quote ratios: a machine's speed drifts, the ratio hardly.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, scale: { type: 'string', default: '1' } },
});
const rounds = Number(values.rounds);
const scale = Number(values.scale);
const cases = [
  { kind: 'signal', size: '600 B', messages: 200_000 * scale },
  { kind: 'state', size: '20 KB', messages: 12_000 * scale },
];

async function measure(path: string, kind: string, messages: number): Promise<number> {
  const server = fork(new URL('server.ts', import.meta.url), [kind, String(messages)]);
  try {
    const [port] = await once(server, 'message');
    const client = fork(new URL('client.ts', import.meta.url), [
      path,
      kind,
      String(port),
      String(messages),
    ]);
    const [microseconds] = await Promise.race([
      once(client, 'message'),
      once(client, 'exit').then(([code]) =>
        Promise.reject(new Error(`the client exited with ${code}`)),
      ),
    ]);
    return Number(microseconds);
  } finally {
    server.kill();
  }
}

function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
}

console.log(`CPU of the client per message, median of ${rounds} rounds, Node ${process.version}`);
for (const { kind, size, messages } of cases) {
  const bare: number[] = [];
  const full: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await measure('bare', kind, messages));
    full.push(await measure('full', kind, messages));
  }
  const ratios = full.map((value, index) => value / (bare[index] ?? Number.NaN));
  console.log(
    `${kind.padEnd(7)}${size.padStart(6)}  bare ${median(bare).toFixed(2)} µs  venuewire ${median(full).toFixed(2)} µs  ratio ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`,
  );
}
