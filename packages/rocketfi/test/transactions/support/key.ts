import { localSigner } from '@venuewire/signing';

/** A key that everybody knows: the first account of the test mnemonic of Hardhat and Foundry. */
export const key = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
export const sender = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
/** The second account. */
export const other = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
export const instrumentId = '0x0100000000000000';

export const signer = localSigner(key);
