import { timingSafeEqual } from 'node:crypto';
import { accountOf, privateValue } from '../srp/private-value.ts';
import { sha256 } from '../srp/srp-group.ts';
import type { StoredPassword, User } from './user.ts';

type Owner = Pick<User, 'username' | 'sub'>;

/**
 * Keeps what SRP needs of a password, and no clear text: RFC 5054's `x`, from which the verifier follows when somebody
 * signs in by SRP. Storing is two digests, so that a pool of 100,000 users is made in no time. Whoever holds `x` can sign
 * in by SRP: it must not leave the process (snapshots digest it once more).
 */
export const storePassword = (
  userPoolId: string,
  { username, sub }: Owner,
  password: string,
  expiresAtMs?: number,
): StoredPassword => {
  const salt = sha256(`salt|${sub}`).toString('hex', 0, 16);
  const account = accountOf(userPoolId, username);
  return {
    kind: 'native',
    salt,
    account,
    srpPrivateValue: privateValue(salt, account, password),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
};

export const isPassword = (stored: StoredPassword | null, password: string): boolean =>
  stored !== null && timingSafeEqual(stored.srpPrivateValue, privateValue(stored.salt, stored.account, password));
