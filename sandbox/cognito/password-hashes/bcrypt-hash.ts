import bcrypt from 'bcryptjs';
import { notServed } from '../../aws-error.ts';
import type { ReadHash } from './password-hash.ts';

const MAX_COST = 12;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the seven bits of ASCII begin with them.
const ASCII = /^[\x00-\x7f]*$/;

/** `$2<a|b|x|y>$cost$`, 22 characters of salt, 31 of hash. */
export const readBcryptHash: ReadHash = (text) => {
  const [, revision, cost, rest] = /^\$2([abxy])\$(\d\d)\$([./A-Za-z0-9]{53})$/.exec(text) ?? [];
  if (revision === undefined || Number(cost) < 4) return 'malformed';
  if (Number(cost) > MAX_COST) return 'over the limits';
  return {
    isMadeFrom: async (password) => {
      // 2x marks hashes of a faulty old version, which the library does not know. It was wrong beyond ASCII only.
      if (revision === 'x' && !ASCII.test(password)) throw notServed('$2x$ hashes of passwords beyond ASCII');
      return bcrypt.compare(password, `$2${revision === 'x' ? 'b' : revision}$${cost}$${rest}`);
    },
  };
};
