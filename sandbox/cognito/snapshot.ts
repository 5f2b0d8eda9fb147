import type { CognitoState } from './cognito-state.ts';
import { poolOf } from './lookups.ts';
import { describeMfaConfig } from './mfa/describe-mfa-config.ts';
import { describePool } from './pools/describe-pool.ts';
import { sha256 } from './srp/srp-group.ts';
import type { MfaSetup } from './users/user.ts';
import type { Wire } from './wire.ts';

export type UserSnapshot = {
  readonly username: string;
  readonly sub: string;
  readonly status: string;
  readonly enabled: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdMs: number;
  readonly modifiedMs: number;
  readonly groups: readonly string[];
  readonly mfa: MfaSetup;
  readonly hasSoftwareToken: boolean;
  /** Changes when the password does. */
  readonly passwordDigest: string | null;
};

export type PoolSnapshot = {
  readonly pool: Wire;
  readonly mfa: Wire;
  readonly clients: readonly Wire[];
  readonly groups: readonly Wire[];
  /** By username. */
  readonly users: readonly UserSnapshot[];
};

/**
 * Everything a pool holds, in an order of its own, so that two snapshots can be compared as JSON. Left out is what a
 * mere sign-in changes: failure counters, sessions and tokens.
 */
export const snapshot = (state: CognitoState, userPoolId: string): PoolSnapshot => {
  const pool = poolOf(state, userPoolId);
  const users = [...pool.users.all()].sort((left, right) => (left.username < right.username ? -1 : 1));
  return {
    pool: describePool(state, pool),
    mfa: describeMfaConfig(pool),
    clients: Array.from(pool.clients.values(), (client) => ({
      ...client,
      secrets: client.secrets.map(({ id }) => id),
    })),
    groups: Array.from(pool.groups.values(), (group) => ({ ...group })),
    users: users.map((user) => ({
      username: user.username,
      sub: user.sub,
      status: user.status,
      enabled: user.enabled,
      attributes: Object.fromEntries([...user.attributes].sort(([left], [right]) => (left < right ? -1 : 1))),
      createdMs: user.createdMs,
      modifiedMs: user.modifiedMs,
      groups: [...user.groups].sort(),
      mfa: user.mfa,
      hasSoftwareToken: user.softwareToken !== null,
      passwordDigest: user.password === null ? null : sha256(user.password.digest).toString('hex'),
    })),
  };
};
