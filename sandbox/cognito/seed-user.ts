import type { CognitoState } from './cognito-state.ts';
import { groupOf, poolOf } from './lookups.ts';
import { createUser } from './users/create-user.ts';
import type { MfaSetup, UserStatus } from './users/user.ts';

/** A user as AWS would hold one, in any state: for what no API call can make. */
export type SeedUser = {
  /** In a pool with username attributes: the address. For EXTERNAL_PROVIDER: `Google_123`. */
  readonly username: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Default: CONFIRMED. */
  readonly status?: UserStatus;
  readonly enabled?: boolean;
  readonly password?: string;
  readonly createdAtMs?: number;
  readonly modifiedAtMs?: number;
  readonly mfa?: MfaSetup;
  /** Base32, as an authenticator app takes it. */
  readonly softwareTokenSecret?: string;
  readonly groups?: readonly string[];
};

/** Adds the user past all checks of attributes and usernames; names and aliases still belong to one user each. */
export const seedUser = (
  state: CognitoState,
  userPoolId: string,
  seed: SeedUser,
): { readonly username: string; readonly sub: string } => {
  const pool = poolOf(state, userPoolId);
  const groups = (seed.groups ?? []).map((name) => groupOf(pool, name));
  const user = createUser(state, pool, {
    name: seed.username,
    attributes: new Map(Object.entries(seed.attributes ?? {})),
    status: seed.status ?? 'CONFIRMED',
    ...(seed.password === undefined ? {} : { password: { text: seed.password } }),
    enabled: seed.enabled ?? true,
    ...(seed.createdAtMs === undefined ? {} : { createdMs: seed.createdAtMs }),
    ...(seed.modifiedAtMs === undefined ? {} : { modifiedMs: seed.modifiedAtMs }),
    ...(seed.mfa === undefined ? {} : { mfa: seed.mfa }),
    ...(seed.softwareTokenSecret === undefined ? {} : { softwareTokenSecret: seed.softwareTokenSecret }),
  });
  for (const { name } of groups) user.groups.add(name);
  return { username: user.username, sub: user.sub };
};
