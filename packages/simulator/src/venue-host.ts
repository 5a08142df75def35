import type { Duplex } from 'node:stream';

import { LoopbackServer } from './loopback-server.ts';
import type { LoopbackHandlers } from './loopback-server.ts';

/** One of a venue's hosts: a loopback port, and the faults that are switched on there. */
export class VenueHost {
  readonly name: string;
  readonly loopback: LoopbackServer;
  /** Sockets whose upgrade is never answered. */
  readonly unanswered = new Set<Duplex>();
  upgradesUnanswered = false;
  /** `Infinity`: never answered. */
  restDelayMs = 0;

  constructor(name: string, handlers: LoopbackHandlers) {
    this.name = name;
    this.loopback = new LoopbackServer(handlers);
  }

  /** Host and port of a URL. */
  get authority(): string {
    return `127.0.0.1:${this.loopback.port}`;
  }
}
