import type { Link, Network } from './network.ts';
import type { Join } from './schedule.ts';
import type { ReaderFacts, StreamCheck } from './stream-check.ts';
import type { Timeline } from './timeline.ts';
import type { TopicLog } from './topic-log.ts';
import type { VenueServer } from './venue-server.ts';

/** How a stream ended: with an error, or with nothing more. */
export interface End {
  readonly error: unknown;
}

/** Somebody who reads a subscription, and checks what it says. */
export interface SimulatedReader {
  readonly log: TopicLog;
  readonly facts: ReaderFacts;
  readonly check: StreamCheck;
  /** Milliseconds for an item; `Infinity` takes none. */
  pace: number;
  /** It has left, its client is gone, or its stream has ended. */
  readonly isOver: boolean;
  readonly end: End | undefined;
  /** Goes on reading, if there is something to read. */
  read(): void;
}

/** A client's process, whatever it is made of, and its venue in virtual time. */
export interface SimulatedWorld {
  readonly timeline: Timeline;
  readonly server: VenueServer;
  readonly network: Network;
  /** Milliseconds after which a connection is renewed. */
  readonly maximumAge: number;
  readonly readers: readonly SimulatedReader[];
  /** Whether anybody ever reads what may be unable to recover, whose connections are not renewed for their age. */
  readonly hasUnrecoverable: boolean;
  /** Milliseconds by which the client's clock is ahead. */
  skew: number;
  /** The connections that the client holds. */
  readonly links: Iterable<Link>;
  join(wish: Join): void;
  leave(reader: SimulatedReader): void;
  /** The process ends, in order or not, and another one goes on where its readers have committed. */
  restart(isClean: boolean): void;
  /** Nothing is delivered and nothing is asked for from here on. */
  close(): void;
}
