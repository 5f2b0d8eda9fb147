import { timingSafeEqual } from 'node:crypto';
import { type PasswordHashingAlgorithm, readPasswordHash } from '../password-hashes/read-password-hash.ts';
import { accountOf, passwordDigest, privateValue } from '../srp/private-value.ts';
import { sha256 } from '../srp/srp-group.ts';
import type { ImportedPassword, NativePassword, StoredPassword, User } from './user.ts';

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
): NativePassword => ({
  kind: 'native',
  digest: passwordDigest(accountOf(userPoolId, username), password),
  ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
});

export const storeImportedHash = (algorithm: PasswordHashingAlgorithm, hash: string): ImportedPassword => ({
  kind: 'imported',
  digest: sha256(hash).toString('hex'),
  algorithm,
  hash,
});

const isImportedPassword = async ({ algorithm, hash }: ImportedPassword, password: string): Promise<boolean> => {
  const read = readPasswordHash(algorithm, hash);
  if (typeof read === 'string') throw new Error(`An imported hash is ${read}.`);
  return read.isMadeFrom(password);
};

/** Whether it is the user's password now. The first right one makes a native password of an imported hash. */
export const isPasswordOf = async (
  userPoolId: string,
  user: Pick<User, 'username'> & { password: StoredPassword | null },
  password: string,
): Promise<boolean> => {
  const stored: StoredPassword | null = user.password;
  if (stored === null) return false;
  if (stored.kind === 'native') {
    const { digest } = storePassword(userPoolId, user, password);
    return timingSafeEqual(Buffer.from(stored.digest), Buffer.from(digest));
  }
  const isRight = await isImportedPassword(stored, password);
  // Somebody else may have signed in or reset the password while this was computed.
  if (user.password !== stored) return isPasswordOf(userPoolId, user, password);
  if (isRight) user.password = storePassword(userPoolId, user, password);
  return isRight;
};

export type SrpSecrets = { readonly salt: string; readonly privateValue: Buffer };

/** What SRP works with, or null where it does not work for this user. */
export const srpSecretsOf = ({ sub, password }: Pick<User, 'sub' | 'password'>): SrpSecrets | null => {
  if (password?.kind !== 'native') return null;
  const salt = sha256(`salt|${sub}`).toString('hex', 0, 16);
  return { salt, privateValue: privateValue(salt, password.digest) };
};
