import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { WebSocketServer, type WebSocket } from 'ws';

import { framesOf, type Kind } from './frames.ts';

/** A venue that sends as fast as the socket takes it: argv is the kind and the number of messages. */
const [kind = 'signal', count = '0'] = process.argv.slice(2);
const total = Number(count);
const frame = framesOf(kind as Kind);
const http = createServer((_request, response) => response.end('{"Results":[]}'));
const venue = new WebSocketServer({ noServer: true, perMessageDeflate: false });

http.on('upgrade', (request, tcp: Socket, head) =>
  venue.handleUpgrade(request, tcp, head, (socket) => serve(socket, tcp)),
);

function serve(socket: WebSocket, tcp: Socket): void {
  const timestamp = new Date().toISOString();
  socket.send(JSON.stringify({ msg_type: 'connection.connected', id: 'msg_0', timestamp, v: 4 }));
  socket.on('message', (data: Buffer) => {
    const { request_id } = JSON.parse(data.toString());
    socket.send(
      JSON.stringify({ msg_type: 'subscription.ack', id: 'msg_1', request_id, timestamp, v: 4 }),
    );
    // REST answers first, so that what is measured is the stream.
    setTimeout(() => publish(socket, tcp, 1), 200);
  });
}

/** In full buffers: what is measured is a reader that always has something to read. */
function publish(socket: WebSocket, tcp: Socket, from: number): void {
  let sequence = from;
  tcp.cork();
  while (sequence <= total && tcp.writableLength < 1_000_000) {
    socket.send(frame(sequence));
    sequence += 1;
  }
  tcp.uncork();
  if (sequence <= total) tcp.once('drain', () => publish(socket, tcp, sequence));
}

http.listen(0, '127.0.0.1');
await once(http, 'listening');
process.send?.((http.address() as AddressInfo).port);
