import { faultTable } from '../../core/test/venue-suite/fault-table.ts';
import { channelNames, stage } from './support/stage.ts';

faultTable({
  name: 'outpoll',
  channels: channelNames,
  isAcknowledged: true,
  liveness: 'none',
  start: stage,
});
