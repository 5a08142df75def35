/**
 * Keccak-f[1600] at rate 1088 as FIPS 202 §3 words it, slowly and on bigints, to test the fast one against. SHA3-256
 * differs from Ethereum's hash in the first byte of the padding alone: 0x06 instead of 0x01.
 */
export function referenceKeccak(message: Uint8Array, padding: 0x01 | 0x06): Uint8Array {
  const padded = new Uint8Array((Math.floor(message.length / rate) + 1) * rate);
  padded.set(message);
  padded[message.length] = padding;
  padded[padded.length - 1] = (padded.at(-1) ?? 0) | 0x80;
  let lanes = Array.from({ length: 25 }, () => 0n);
  for (let start = 0; start < padded.length; start += rate) {
    const block = new DataView(padded.buffer, start, rate);
    lanes = permute(
      lanes.map((one, at) => (at < rate / 8 ? one ^ block.getBigUint64(at * 8, true) : one)),
    );
  }
  const digest = new DataView(new ArrayBuffer(32));
  for (let at = 0; at < 4; at += 1) digest.setBigUint64(at * 8, lane(lanes, at, 0), true);
  return new Uint8Array(digest.buffer);
}

const rate = 136;

function lane(lanes: readonly bigint[], x: number, y: number): bigint {
  return lanes[((x + 5) % 5) + 5 * (y % 5)] ?? 0n;
}

function rotate(value: bigint, by: number): bigint {
  return BigInt.asUintN(64, (value << BigInt(by % 64)) | (value >> BigInt(64 - (by % 64))));
}

function each(compute: (x: number, y: number) => bigint): bigint[] {
  return Array.from({ length: 25 }, (_, at) => compute(at % 5, Math.floor(at / 5)));
}

function permute(given: readonly bigint[]): bigint[] {
  let state = [...given];
  for (let round = 0; round < 24; round += 1) {
    const before = state;
    const parity = (x: number): bigint =>
      [0, 1, 2, 3, 4].reduce((all, y) => all ^ lane(before, x, y), 0n);
    const theta = each((x, y) => lane(before, x, y) ^ parity(x - 1) ^ rotate(parity(x + 1), 1));
    const moved = rhoAndPi(theta);
    const chi = each((x, y) => {
      const next = BigInt.asUintN(64, ~lane(moved, x + 1, y));
      return lane(moved, x, y) ^ (next & lane(moved, x + 2, y));
    });
    state = chi.map((value, at) => (at === 0 ? value ^ roundConstant(round) : value));
  }
  return state;
}

function rhoAndPi(lanes: readonly bigint[]): bigint[] {
  const moved = [...lanes];
  let [x, y] = [1, 0];
  for (let step = 0; step < 24; step += 1) {
    const rotated = rotate(lane(lanes, x, y), ((step + 1) * (step + 2)) / 2);
    [x, y] = [y, (2 * x + 3 * y) % 5];
    moved[x + 5 * y] = rotated;
  }
  return moved;
}

/** Bits of a linear feedback shift register, at the places 2^j - 1. */
function roundConstant(round: number): bigint {
  let constant = 0n;
  for (let j = 0; j <= 6; j += 1) {
    let register = 1;
    for (let step = 0; step < (j + 7 * round) % 255; step += 1) {
      register <<= 1;
      if (register > 255) register ^= 0x171;
    }
    if (register & 1) constant |= 1n << BigInt(2 ** j - 1);
  }
  return constant;
}
