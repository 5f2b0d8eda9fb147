import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { ReadHash } from './password-hash.ts';

const MAX = { cost: 65_536, blockSize: 8, parallelization: 1 };

/** Twice as much as the greatest parameters take. */
const MAX_MEMORY_BYTES = 2 ** 27;

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

const isPowerOfTwo = (number: number): boolean => number > 1 && Number.isInteger(Math.log2(number));

/** `N$r$p$hexSalt$hexHash`. */
export const readScryptHash: ReadHash = (text) => {
  const [, n, r, p, salt, hash] =
    /^([1-9]\d*)\$([1-9]\d*)\$([1-9]\d*)\$((?:[0-9a-f]{2})+)\$((?:[0-9a-f]{2})+)$/.exec(text) ?? [];
  const [cost, blockSize, parallelization] = [Number(n), Number(r), Number(p)];
  if (salt === undefined || hash === undefined || !isPowerOfTwo(cost)) return 'malformed';
  if (cost > MAX.cost || blockSize > MAX.blockSize || parallelization > MAX.parallelization) return 'over the limits';
  const expected = Buffer.from(hash, 'hex');
  return {
    isMadeFrom: async (password) => {
      const options = { cost, blockSize, parallelization, maxmem: MAX_MEMORY_BYTES };
      return timingSafeEqual(await derive(password, Buffer.from(salt, 'hex'), expected.length, options), expected);
    },
  };
};
