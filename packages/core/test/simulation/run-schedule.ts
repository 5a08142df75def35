import { EngineWorld } from './engine-world.ts';
import { life } from './life.ts';
import type { Schedule } from './schedule.ts';

/** Lives through a schedule with the pure engine, in one go. */
export function runSchedule(schedule: Schedule): EngineWorld {
  const world = new EngineWorld(schedule);
  for (const until of life(world, schedule)) world.run(until);
  return world;
}
