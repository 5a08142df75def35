import { keccak256, localSigner, toHex } from '@venuewire/signing';
import { expect } from 'vitest';

import type { RocketfiSimulator } from '../../src/index.ts';
import { vector } from './examples.ts';
import { RocketfiClient, alice, bitcoin, bob } from './test-client.ts';

/** Of the accounts that the simulator has by default. */
const keys: Readonly<Record<string, string>> = {
  [alice]: vector.key,
  [bob]: '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
};

export interface Signing {
  readonly sender?: string;
  readonly nonce?: bigint;
  readonly scheme?: 'EIP191' | 'EIP712';
  /** In place of the instruction that is sent. */
  readonly signed?: string;
}

/** The text of a signed transaction; `instruction` is sent, and signed, as it is written. */
export async function signed(
  instruction: string,
  { sender = alice, nonce = 0n, scheme = 'EIP191', signed: own = instruction }: Signing = {},
): Promise<string> {
  const raw = (text: string): string =>
    `{"sender":"${sender}","instruction":${text},"nonce":${nonce}}`;
  const bytes = new TextEncoder().encode(raw(own));
  const signer = localSigner(keys[sender] ?? '');
  const signature = await (scheme === 'EIP191'
    ? signer.signMessage(bytes)
    : signer.signTypedData({
        domain: { name: 'RocketChain', version: '1' },
        types: { RocketChainMessage: [{ name: 'contents', type: 'bytes32' }] },
        primaryType: 'RocketChainMessage',
        message: { contents: keccak256(bytes) },
      }));
  return envelope(raw(instruction), scheme, toHex(signature));
}

export function envelope(data: string, scheme: string, signature: string): string {
  return `{"data":${data},"serializationFormat":"JSON","signatureScheme":"${scheme}","signature":"${signature}"}`;
}

export function submission(transaction: string): string {
  return `{"SubmitTransaction":${transaction}}`;
}

/** Of alice. */
export const limit = `{"Limit":{"instrumentId":"${bitcoin}","side":"Buy","price":"96000","quantity":"0.5","trader":"${alice}","triggerPrice":null,"reduceOnly":false,"takeProfit":false}}`;
export const placed = `{"PlaceOrder":[${limit}]}`;

/** Submits over a socket of its own; the answer to exactly this transaction. */
export async function submit(
  venue: RocketfiSimulator,
  instruction: string,
  signing: Signing = {},
): Promise<unknown> {
  await using client = await RocketfiClient.open(venue);
  const transaction = await signed(instruction, signing);
  client.send(submission(transaction));
  const { signature, response } = await client.take('TransactionResult');
  expect(transaction).toContain(signature);
  return response;
}
