import { faultTable } from '../../core/test/venue-suite/fault-table.ts';
import { kinds } from '../src/topics.ts';
import { stage } from './support/stage.ts';

faultTable({
  name: 'rocketfi',
  channels: kinds,
  isAcknowledged: false,
  liveness: 'pings',
  start: stage,
});
