import { checkPrimeSync, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { SeededValues } from '../../seeded-values.ts';

const PRIME_BYTES = 128;
const EXPONENT = 65_537n;

const toNumber = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);

const toBase64Url = (value: bigint): string => {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
};

const inverse = (value: bigint, modulus: bigint): bigint => {
  let [previous, current] = [modulus, value % modulus];
  let [previousFactor, factor] = [0n, 1n];
  while (current !== 0n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [previousFactor, factor] = [factor, previousFactor - quotient * factor];
  }
  return ((previousFactor % modulus) + modulus) % modulus;
};

/** The first prime above a seeded start that leaves `EXPONENT` invertible. */
const seededPrime = (seeded: SeededValues, purpose: string): bigint => {
  const start = seeded.bytes(`prime|${purpose}`, PRIME_BYTES);
  // Both top bits set: the product of two such primes has full length.
  start[0] = (start[0] ?? 0) | 0xc0;
  let candidate = toNumber(start) | 1n;
  while ((candidate - 1n) % EXPONENT === 0n || !checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
};

export type SigningKey = { readonly id: string; readonly privateKey: KeyObject; readonly publicKey: KeyObject };

/** An RSA key that follows from the seed, so that tokens do, too. Good for tests alone: whoever knows the seed has it. */
export const createSigningKey = (seeded: SeededValues): SigningKey => {
  const [p, q] = [seededPrime(seeded, 'p'), seededPrime(seeded, 'q')];
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n));
  const parts = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const jwk = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, toBase64Url(value)]));
  const privateKey = createPrivateKey({ key: { kty: 'RSA', ...jwk }, format: 'jwk' });
  const id = seeded.bytes('signing key id', 32).toString('base64');
  return { id, privateKey, publicKey: createPublicKey(privateKey) };
};
