import { timingSafeEqual } from 'node:crypto';
import { accountOf, passwordDigest, privateValue } from '../srp/private-value.ts';
import { sha256 } from '../srp/srp-group.ts';
import type { StoredPassword, User } from './user.ts';

/**
 * Keeps what SRP needs of a password, and no clear text: a digest, from which the verifier follows when somebody signs
 * in by SRP. Storing is cheap, so that a pool of 100,000 users is made in no time. Whoever holds the digest can sign in
 * by SRP: it must not leave the process (snapshots digest it once more).
 */
export const storePassword = (
  userPoolId: string,
  { username }: Pick<User, 'username'>,
  password: string,
  expiresAtMs?: number,
): StoredPassword => ({
  kind: 'native',
  digest: passwordDigest(accountOf(userPoolId, username), password),
  ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
});

export const isPassword = (userPoolId: string, user: Pick<User, 'username' | 'password'>, password: string): boolean =>
  user.password !== null &&
  timingSafeEqual(
    Buffer.from(user.password.digest),
    Buffer.from(passwordDigest(accountOf(userPoolId, user.username), password)),
  );

export type SrpSecrets = { readonly salt: string; readonly privateValue: Buffer };

/** What SRP works with, or null where it does not work for this user. */
export const srpSecretsOf = ({ sub, password }: Pick<User, 'sub' | 'password'>): SrpSecrets | null => {
  if (password?.kind !== 'native') return null;
  const salt = sha256(`salt|${sub}`).toString('hex', 0, 16);
  return { salt, privateValue: privateValue(salt, password.digest) };
};
