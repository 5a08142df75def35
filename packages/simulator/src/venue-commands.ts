import { collective2Command } from './collective2/command.ts';
import { outpollCommand } from './outpoll/command.ts';
import { rocketfiCommand } from './rocketfi/command.ts';
import type { VenueCommand } from './venue-command.ts';

/** The venues that the command line knows. */
export const venueCommands: readonly VenueCommand[] = [
  collective2Command,
  outpollCommand,
  rocketfiCommand,
];
