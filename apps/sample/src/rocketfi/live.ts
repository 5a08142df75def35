import { rocketfi, type Environment } from '@venuewire/rocketfi';

import { Problem, required, type LiveVenue } from '../environment.ts';
import { liveSource } from '../source.ts';
import { channelsOf, venue } from './channels.ts';

const environments: readonly Environment[] = ['beta', 'testnet', 'devnet'];

export const live: LiveVenue = {
  variables: [
    ['ROCKETFI_ENVIRONMENT', environments.join(', ')],
    ['ROCKETFI_INSTRUMENT_ID', 'the instrument to watch'],
    ['ROCKETFI_ACCOUNT', "an address, to see what is an account's"],
  ],
  needs: ['ROCKETFI_ENVIRONMENT', 'ROCKETFI_INSTRUMENT_ID'],
  prepare(variables) {
    const name = required(variables, 'ROCKETFI_ENVIRONMENT');
    const environment = environments.find((one) => one === name);
    if (!environment)
      throw new Problem(
        `ROCKETFI_ENVIRONMENT has to be one of ${environments.join(', ')}, not "${name}".`,
      );
    const instrumentId = required(variables, 'ROCKETFI_INSTRUMENT_ID');
    const account = variables['ROCKETFI_ACCOUNT'] || undefined;
    if (account !== undefined && !/^0x[\da-f]{40}$/i.test(account))
      throw new Problem('ROCKETFI_ACCOUNT has to be an address: 0x and 40 hex digits.');
    return () => {
      const client = rocketfi({ environment });
      const whose = account === undefined ? '' : ` and account ${account}`;
      const introduction = `RocketFi (${environment}), instrument ${instrumentId}${whose}.`;
      return liveSource(venue, introduction, client, channelsOf(client, { instrumentId, account }));
    };
  },
};
