import { collective2 } from '@venuewire/collective2';
import { WebSocket } from 'ws';

/** One reader of one path: argv is the path, the kind, the port, and the number of messages. Tells its CPU time. */
const [path, kind, port, count] = process.argv.slice(2);
const url = `127.0.0.1:${port}`;
const total = Number(count);
/** Compilation and the first garbage collections are not what is measured. */
const warmUp = Math.floor(total / 5);

let received = 0;
let before: NodeJS.CpuUsage | undefined;

function count1(): boolean {
  received += 1;
  if (received === warmUp) before = process.cpuUsage();
  return received >= total;
}

async function bare(): Promise<void> {
  const socket = new WebSocket(`ws://${url}/ws`, { perMessageDeflate: false });
  let kept: unknown;
  const done = Promise.withResolvers<void>();
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString());
    if (message.msg_type === 'connection.connected') socket.send('{"request_id":"bare"}');
    if (message.seq_id === undefined) return;
    kept = message;
    if (count1()) done.resolve();
  });
  await done.promise;
  if (kept === undefined) throw new Error('nothing came');
  socket.terminate();
}

async function full(): Promise<void> {
  await using client = collective2({
    apiKey: 'bench',
    url: `ws://${url}/ws`,
    restUrl: `http://${url}`,
  });
  const params = { strategyId: 12_345_678 };
  const stream = kind === 'signal' ? client.signals(params) : client.positions(params);
  for await (const item of stream) {
    if (item.type === 'gap') throw new Error(`a gap: ${item.reason}`);
    if (item.type === 'data' && !item.snapshot && count1()) break;
  }
}

await (path === 'bare' ? bare() : full());
const { user, system } = process.cpuUsage(before);
process.send?.((user + system) / (total - warmUp));
process.disconnect();
