/** How many of each operation a second: the best of some rounds, because other work only ever slows them down. */
import {
  checksumAddress,
  hmacSigner,
  keccak256,
  localSigner,
  personalMessageDigest,
  recoverAddress,
  typedDataDigest,
  warmUp,
} from '../src/index.ts';

const rounds = 5;
const milliseconds = 400;

async function measure(name: string, operation: (index: number) => unknown): Promise<void> {
  let best = 0;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < milliseconds) {
      await operation(count);
      count += 1;
    }
    best = Math.max(best, (count * 1000) / (performance.now() - start));
  }
  console.log(`${name.padEnd(32)} ${Math.round(best).toLocaleString('en').padStart(9)} /s`);
}

const before = performance.now();
warmUp();
console.log(`${'warmUp'.padEnd(32)} ${(performance.now() - before).toFixed(0).padStart(9)} ms`);

const hmac = hmacSigner('dGVzdF9zZWNyZXRfMTIzNDU2Nzg');
const signer = localSigner(new Uint8Array(32).fill(1));
const message = new Uint8Array(200).fill(65);
const digest = personalMessageDigest(message);
const signature = await signer.signMessage(message);
const wrapped = {
  domain: { name: 'RocketChain', version: '1' },
  types: { RocketChainMessage: [{ name: 'contents', type: 'bytes32' }] },
  primaryType: 'RocketChainMessage',
  message: { contents: digest },
};

await measure('hmacSigner.sign, 30 bytes', (index) => hmac.sign(`1712500000GET/order/ws?${index}`));
await measure('keccak256, 200 bytes', () => keccak256(message));
await measure('checksumAddress', () => checksumAddress(signer.address));
await measure('typedDataDigest, one field', () => typedDataDigest(wrapped));
await measure('localSigner.signMessage', () => signer.signMessage(message));
await measure('localSigner.signTypedData', () => signer.signTypedData(wrapped));
await measure('recoverAddress', () => recoverAddress(digest, signature));
