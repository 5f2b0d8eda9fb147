import { hash as digest, timingSafeEqual } from 'node:crypto';
import { type PasswordHashingAlgorithm, readPasswordHash } from '../password-hashes/read-password-hash.ts';
import type { ImportedPassword, NativePassword, StoredPassword, User } from './user.ts';

const digestOf = (salt: string, password: string): string => digest('sha256', `${salt}|${password}`);

/** A digest is enough here: it keeps passwords out of snapshots, and nothing outlives the process. */
export const storePassword = (salt: string, password: string, expiresAtMs?: number): NativePassword => ({
  kind: 'native',
  salt,
  digest: digestOf(salt, password),
  ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
});

export const storeImportedHash = (
  salt: string,
  algorithm: PasswordHashingAlgorithm,
  hash: string,
): ImportedPassword => ({
  kind: 'imported',
  digest: digestOf(salt, hash),
  algorithm,
  hash,
});

const isNativePassword = (stored: NativePassword, password: string): boolean =>
  timingSafeEqual(Buffer.from(stored.digest), Buffer.from(digestOf(stored.salt, password)));

const isImportedPassword = async ({ algorithm, hash }: ImportedPassword, password: string): Promise<boolean> => {
  const read = readPasswordHash(algorithm, hash);
  if (typeof read === 'string') throw new Error(`An imported hash is ${read}.`);
  return read.isMadeFrom(password);
};

/** Whether it is the user's password now. The first right one makes a native password of an imported hash. */
export const isPasswordOf = async (user: User, password: string): Promise<boolean> => {
  const stored: StoredPassword | null = user.password;
  if (stored === null) return false;
  if (stored.kind === 'native') return isNativePassword(stored, password);
  const isRight = await isImportedPassword(stored, password);
  // Somebody else may have signed in or reset the password while this was computed.
  if (user.password !== stored) return isPasswordOf(user, password);
  if (isRight) user.password = storePassword(user.sub, password);
  return isRight;
};
