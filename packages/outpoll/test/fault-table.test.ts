import { faultTable } from '../../core/test/venue-suite/fault-table.ts';
import { channelNames, stage } from './support/stage.ts';

faultTable({ name: 'outpoll', channels: channelNames, liveness: 'none', start: stage });
