import { utf8 } from './bytes.ts';

/** A key that everybody knows: the first account of the test mnemonic of Hardhat and Foundry. */
export const rocketFiKey = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

/** A raw transaction as RocketFi has it signed. */
export const rocketFiTransaction = utf8(
  '{"sender":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","instruction":{"Mint":{"to":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","asset_id":0,"amount":"1000"}},"nonce":1}',
);

/** What follows from it, computed with two other libraries. */
export const rocketFi = {
  address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  domain: { name: 'RocketChain', version: '1' },
  domainSeparator: '0x82a3e16e962685451fe5517426cb20b3777d0e1bf09cc670dfbcbf6bff494da3',
  eip191: {
    digest: '0x660479ca0ba4dcde63e95d9c6486cad91e3e67e140c948b85c902788d7af1383',
    signature:
      '0xc4f52592216fd773fff18ad71f99550126bcd561e21267897bc1ae7eb2b2eace19f9cdbd498bd4313dffe186f3f91755a2346eaaaf016e4a5b3661093fb426e41b',
  },
  eip712: {
    digest: '0xd2a151f34c529a9cfaab7482938eb2880eef1b09934cc83235594a0b4ef69e4b',
    signature:
      '0x709bc5b7a023682a7c8011b9d87f3ca76269e06cce260a1b18a9c614f652cecb756a3fd88c2490c54f9ea73e7e770d07b1fe9d63651d181b3c7d065b635b81fa1b',
  },
} as const;
