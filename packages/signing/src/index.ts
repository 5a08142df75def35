export {
  addressOf,
  checksumAddress,
  isAddress,
  type Address,
  type AddressOptions,
} from './address.ts';
export { decodeBase64Url, encodeBase64Url } from './base64url.ts';
export { digestSigner, type DigestSignerOptions } from './digest-signer.ts';
export { ConfigError } from './errors.ts';
export { fromHex, toHex, type Hex } from './hex.ts';
export { hmacSha256, hmacSigner, type HmacSigner } from './hmac.ts';
export { keccak256 } from './keccak.ts';
export { localSigner } from './local-signer.ts';
export { personalMessageDigest } from './personal-message.ts';
export { recoverAddress } from './signature.ts';
export type { Signer } from './signer.ts';
export type { TypedDataField, TypedDataTypes } from './struct-types.ts';
export {
  domainSeparator,
  typedDataDigest,
  type TypedData,
  type TypedDataDomain,
} from './typed-data.ts';
export { warmUp } from './warm-up.ts';
