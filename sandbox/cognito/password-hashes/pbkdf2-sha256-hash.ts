import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { fromUnpaddedBase64, type ReadHash } from './password-hash.ts';

const MAX_ITERATIONS = 600_000;

const FORMAT = /^\$pbkdf2-sha256\$([1-9]\d*)\$([A-Za-z0-9+/.]+)\$([A-Za-z0-9+/.]+)$/;

const derive = promisify(pbkdf2);

/** Passlib, whose format this is, writes a full stop for the plus sign of base64; AWS's sample has neither. */
const decode = (text: string | undefined): Buffer | null => fromUnpaddedBase64((text ?? '').replaceAll('.', '+'));

/** `$pbkdf2-sha256$iterations$salt$hash`. */
export const readPbkdf2Sha256Hash: ReadHash = (text) => {
  const [, iterations, saltText, hashText] = FORMAT.exec(text) ?? [];
  const [salt, hash] = [decode(saltText), decode(hashText)];
  if (salt === null || hash?.length !== 32) return 'malformed';
  if (Number(iterations) > MAX_ITERATIONS) return 'over the limits';
  return {
    isMadeFrom: async (password) =>
      timingSafeEqual(await derive(password, salt, Number(iterations), hash.length, 'sha256'), hash),
  };
};
