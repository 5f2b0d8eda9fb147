import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { type User, withRareParts } from '../users/user.ts';

const copyOf = (user: User): User =>
  withRareParts({
    ...user,
    attributes: new Map(user.attributes),
    ...(Object.hasOwn(user, 'groups') ? { groups: new Set(user.groups) } : {}),
  });

/**
 * Keeps what lists see at most `controls.listLagMs` old. Called before every operation, so that the copy is one from
 * before the change that the operation makes.
 */
export const refreshReplicas = ({ controls, clock, pools }: CognitoState): void => {
  if (controls.listLagMs === 0) return;
  const nowMs = clock.nowMs();
  for (const pool of pools.values()) {
    if (pool.replica !== undefined && nowMs - pool.replica.takenMs < controls.listLagMs) continue;
    pool.replica = { users: Array.from(pool.users.all(), copyOf), takenMs: nowMs };
  }
};

/** The users that lists give, and which of those of an earlier page are still among them. */
export const listedUsers = (
  { controls }: CognitoState,
  pool: UserPool,
): { readonly users: readonly User[]; readonly isListed: (user: User) => boolean } => {
  if (controls.listLagMs > 0 && pool.replica !== undefined) {
    return { users: pool.replica.users, isListed: () => true };
  }
  return { users: pool.users.list(), isListed: (user) => pool.users.find(user.username) === user };
};
