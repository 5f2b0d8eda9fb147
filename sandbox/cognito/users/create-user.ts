import type { CognitoState } from '../cognito-state.ts';
import type { PasswordHashingAlgorithm } from '../password-hashes/read-password-hash.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { newSub } from './new-sub.ts';
import { storeImportedHash, storePassword } from './passwords.ts';
import { type Lockout, type MfaSetup, type StoredPassword, type User, type UserStatus, withRareParts } from './user.ts';

export type NewUser = {
  /** As typed; in a pool with username attributes the address. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly status: UserStatus;
  readonly password?: { readonly text: string; readonly expiresAtMs?: number };
  /** Instead of a password: what another system made of it. */
  readonly importedHash?: { readonly algorithm: PasswordHashingAlgorithm; readonly hash: string };
  readonly enabled?: boolean;
  readonly createdMs?: number;
  readonly modifiedMs?: number;
  readonly mfa?: MfaSetup;
  readonly softwareTokenSecret?: string;
  readonly forceAliases?: boolean;
};

const noFailures = (): Lockout => ({ failures: 0, lockedUntilMs: 0, lastAttemptMs: 0 });

const NO_MFA: MfaSetup = { methods: [] };

const withoutEmpty = (attributes: ReadonlyMap<string, string>): Map<string, string> => {
  const kept = new Map(attributes);
  for (const [name, value] of attributes) if (value === '') kept.delete(name);
  return kept;
};

const passwordOf = ({ id }: UserPool, username: string, { password, importedHash }: NewUser): StoredPassword | null => {
  if (importedHash !== undefined) return storeImportedHash(importedHash.algorithm, importedHash.hash);
  return password === undefined ? null : storePassword(id, { username }, password.text, password.expiresAtMs);
};

/** In pools with username attributes the sub is the name, except of users whom a provider has named. */
export const hasGeneratedName = (pool: UserPool, { isFederated }: Pick<User, 'isFederated'>): boolean =>
  pool.names.usernameAttributes.length > 0 && !isFederated;

/** The sub that the next user under this name gets. */
export const nextSub = (state: CognitoState, pool: UserPool, name: string): string => {
  const key = pool.users.fold(name);
  return newSub(state, `sub|${pool.id}|${key}|${(pool.namesUsed.get(key) ?? 0) + 1}`);
};

/**
 * Adds a user whose name and attributes were checked before. The sub is new even where the name is used again; in
 * pools with username attributes it is the username, too. Case-insensitive pools keep usernames in lower case.
 */
export const createUser = (state: CognitoState, pool: UserPool, wanted: NewUser): User => {
  const key = pool.users.fold(wanted.name);
  const sub = nextSub(state, pool, wanted.name);
  const nowMs = state.clock.nowMs();
  const isFederated = wanted.status === 'EXTERNAL_PROVIDER';
  const username = hasGeneratedName(pool, { isFederated }) ? sub : key;
  const user = withRareParts({
    username,
    sub,
    attributes: withoutEmpty(wanted.attributes),
    enabled: wanted.enabled ?? true,
    status: wanted.status,
    isFederated,
    createdMs: wanted.createdMs ?? nowMs,
    modifiedMs: wanted.modifiedMs ?? wanted.createdMs ?? nowMs,
    password: passwordOf(pool, username, wanted),
    mfa: wanted.mfa ?? NO_MFA,
    softwareToken:
      wanted.softwareTokenSecret === undefined ? null : { secret: wanted.softwareTokenSecret, lastUsedStep: 0 },
    pendingSoftwareToken: null,
    lockout: noFailures(),
    mfaLockout: noFailures(),
  });
  pool.users.add(user, { forceAliases: wanted.forceAliases ?? false });
  pool.namesUsed.set(key, (pool.namesUsed.get(key) ?? 0) + 1);
  return user;
};
