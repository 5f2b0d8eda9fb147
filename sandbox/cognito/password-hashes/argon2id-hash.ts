import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { notServed } from '../../aws-error.ts';
import { fromUnpaddedBase64, type ReadHash } from './password-hash.ts';

const MAX = { memory: 19_456, passes: 2, parallelism: 1 };

const FORMAT = /^\$argon2id\$v=(\d+)\$m=([1-9]\d*),t=([1-9]\d*),p=([1-9]\d*)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** The version that Node computes, 1.3. Before it there was 16. */
const SERVED_VERSION = 19;

const derive = promisify(argon2);

/** `$argon2id$v=N$m=M,t=T,p=P$salt$hash`, with unpadded base64. */
export const readArgon2idHash: ReadHash = (text) => {
  const [, version, m, t, p, saltText = '', hashText = ''] = FORMAT.exec(text) ?? [];
  const [memory, passes, parallelism] = [Number(m), Number(t), Number(p)];
  const [salt, hash] = [fromUnpaddedBase64(saltText), fromUnpaddedBase64(hashText)];
  if (salt === null || hash === null || salt.length < 8 || hash.length < 4) return 'malformed';
  if ((version !== '16' && version !== '19') || memory < 8 * parallelism) return 'malformed';
  if (memory > MAX.memory || passes > MAX.passes || parallelism > MAX.parallelism) return 'over the limits';
  return {
    isMadeFrom: async (password) => {
      if (Number(version) !== SERVED_VERSION) throw notServed(`Argon2 hashes of version ${version}`);
      const options = { message: password, nonce: salt, parallelism, memory, passes, tagLength: hash.length };
      return timingSafeEqual(await derive('argon2id', options), hash);
    },
  };
};
