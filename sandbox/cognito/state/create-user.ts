import type { CognitoState } from '../cognito-state.ts';
import { storePassword } from './passwords.ts';
import type { Lockout, MfaSetup, User, UserStatus } from './user.ts';
import type { UserPool } from './user-pool.ts';

export type NewUser = {
  /** As typed; in a pool with username attributes the address. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly status: UserStatus;
  readonly password?: { readonly text: string; readonly expiresAtMs?: number };
  readonly enabled?: boolean;
  readonly createdMs?: number;
  readonly modifiedMs?: number;
  readonly mfa?: MfaSetup;
  readonly softwareTokenSecret?: string;
  readonly forceAliases?: boolean;
};

const noFailures = (): Lockout => ({ failures: 0, lockedUntilMs: 0, lastAttemptMs: 0 });

const withoutEmpty = (attributes: ReadonlyMap<string, string>): Map<string, string> =>
  new Map(Array.from(attributes).filter(([, value]) => value !== ''));

/**
 * Adds a user whose name and attributes were checked before. The sub is new even where the name is used again; in
 * pools with username attributes it is the username, too. Case-insensitive pools keep usernames in lower case.
 */
export const createUser = (state: CognitoState, pool: UserPool, wanted: NewUser): User => {
  const key = pool.users.fold(wanted.name);
  const number = (pool.namesUsed.get(key) ?? 0) + 1;
  const sub = state.seeded.uuid(`sub|${pool.id}|${key}|${number}`);
  const nowMs = state.clock.nowMs();
  const username = pool.names.usernameAttributes.length > 0 ? sub : key;
  const { password } = wanted;
  const user: User = {
    username,
    sub,
    attributes: withoutEmpty(wanted.attributes),
    enabled: wanted.enabled ?? true,
    status: wanted.status,
    createdMs: wanted.createdMs ?? nowMs,
    modifiedMs: wanted.modifiedMs ?? wanted.createdMs ?? nowMs,
    password: password === undefined ? null : storePassword(pool.id, { username }, password.text, password.expiresAtMs),
    mfa: wanted.mfa ?? { methods: [] },
    softwareToken:
      wanted.softwareTokenSecret === undefined ? null : { secret: wanted.softwareTokenSecret, lastUsedStep: 0 },
    pendingSoftwareToken: null,
    groups: new Set(),
    aliases: new Map(),
    lockout: noFailures(),
    mfaLockout: noFailures(),
    codes: new Map(),
  };
  pool.users.add(user, { forceAliases: wanted.forceAliases ?? false });
  pool.namesUsed.set(key, number);
  return user;
};
