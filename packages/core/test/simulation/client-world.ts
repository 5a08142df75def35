import { Client } from '../../src/client.ts';
import { Redactor } from '../../src/redactor.ts';
import { ClientReader } from './client-reader.ts';
import { CursorShelf } from './cursor-shelf.ts';
import { life } from './life.ts';
import { Network, type Link } from './network.ts';
import { policyOf } from './policy-of.ts';
import { Promises } from './promises.ts';
import { Random } from './random.ts';
import { offeredIn, type Join, type Schedule, type Traits } from './schedule.ts';
import type { SimulatedReader, SimulatedWorld } from './simulated-world.ts';
import { mayLose, type Spec, type Table } from './table.ts';
import { testVenue } from './test-venue.ts';
import { Timeline } from './timeline.ts';
import type { TopicLog } from './topic-log.ts';
import { epochStart, VenueServer } from './venue-server.ts';
import { Violation } from './violation.ts';
import { VirtualPlatform } from './virtual-platform.ts';

/** More than any schedule needs. */
const runaway = 200_000;

/** The same world around the real client: its subscriptions, its edges, its REST. */
export class ClientWorld implements SimulatedWorld {
  readonly timeline = new Timeline();
  readonly server: VenueServer;
  readonly network: Network;
  readonly readers: ClientReader[] = [];
  readonly maximumAge: number;
  readonly hasUnrecoverable: boolean;
  readonly promises = new Promises();
  skew = 0;
  readonly #table: Table;
  readonly #traits: Traits;
  readonly #specs: readonly Spec[];
  readonly #random: Random;
  readonly #shelf: CursorShelf;
  #platform: VirtualPlatform;
  #steps = 0;
  #client: Client;

  constructor(schedule: Schedule) {
    const { seed, traits, table } = schedule;
    this.#table = table;
    this.#specs = offeredIn(schedule);
    this.hasUnrecoverable = this.#specs.some((spec) => mayLose(spec));
    this.maximumAge = traits.maximumAge;
    this.#traits = traits;
    this.#random = new Random(seed);
    this.server = new VenueServer(table, this.timeline, this.#random, traits);
    this.network = new Network(this.timeline, this.#random, traits, this.server);
    this.#shelf = new CursorShelf(this.network);
    [this.#platform, this.#client] = this.#start();
  }

  get links(): Iterable<Link> {
    return [...this.#platform.links].filter(({ isOver }) => !isOver);
  }

  /** Lets everything happen that happens until then, and whoever awaits it go on. */
  async run(until: number): Promise<void> {
    const { timeline, promises } = this;
    await turn();
    while ((timeline.next ?? Number.POSITIVE_INFINITY) <= until) {
      this.#steps += 1;
      if (this.#steps > runaway) throw new Violation('the client runs in circles');
      timeline.step();
      await turn();
      if (promises.violation) throw promises.violation;
    }
    timeline.now = until;
  }

  join(wish: Join): void {
    const spec = this.#specs[wish.channel % this.#specs.length];
    if (!spec) throw new TypeError(`There is no channel ${wish.channel}.`);
    this.#join(this.server.log(spec.name, spec.isSingle ? 'a' : wish.topic), wish);
  }

  leave(left: SimulatedReader): void {
    this.readers.find((reader) => reader === left)?.leave();
  }

  restart(isClean: boolean): void {
    const before = this.readers.filter(({ isOver }) => !isOver);
    if (isClean) this.close();
    else {
      this.#platform.die();
      this.promises.forget();
      for (const reader of before) reader.die();
    }
    [this.#platform, this.#client] = this.#start();
    for (const { log, wish } of before) this.#join(log, wish);
  }

  close(): void {
    const platform = this.#platform;
    const closed = async (client: Client): Promise<void> => {
      await client.close();
      if (platform.timers.size > 0) this.promises.fail('a timer outlives its client');
      const links = [...platform.links].filter(({ isOver }) => !isOver);
      if (links.length > 0) this.promises.fail('a connection outlives its client');
    };
    for (const reader of this.readers) if (!reader.isOver) reader.expectEnd();
    this.promises.track('close', closed(this.#client));
  }

  #start(): [VirtualPlatform, Client] {
    const { network, server, maximumAge } = this;
    const skew = (): number => this.skew;
    const platform = new VirtualPlatform({ network, server, random: this.#random, skew });
    const client = new Client(testVenue(this.#table, this.#traits), {
      platform,
      redactor: new Redactor(),
      timing: { maximumAge },
    });
    return [platform, client];
  }

  #join(log: TopicLog, wish: Join): void {
    const policy = policyOf(log.spec, wish.policy);
    const isShared = this.readers.some((other) => other.log === log && !other.isOver);
    const reader = new ClientReader(wish, {
      client: this.#client,
      network: this.network,
      shelf: this.#shelf,
      promises: this.promises,
      policy,
      facts: {
        name: `reader ${this.readers.length} of ${log.key} (${policy})`,
        log,
        policy,
        limits: { items: wish.items, bytes: wish.bytes },
        joinedAt: isShared ? 0 : log.length,
        joinTime: this.timeline.now,
        isGarbled: () => this.server.hasGarbled,
        epoch: () => epochStart + this.timeline.now + this.skew,
        hasClockJumped: () => this.server.hasClockJumped,
        isClockKnown: this.server.tellsTime(log.spec.endpoint),
      },
    });
    this.readers.push(reader);
  }
}

/** Lives through a schedule with the real client. */
export async function runScheduleOnClient(schedule: Schedule): Promise<ClientWorld> {
  const world = new ClientWorld(schedule);
  for (const until of life(world, schedule)) await world.run(until);
  world.promises.expectSettled();
  if (world.promises.violation) throw world.promises.violation;
  return world;
}

/** Every promise that can go on has gone on. */
function turn(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setImmediate(resolve);
  return promise;
}
