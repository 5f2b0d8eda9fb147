import type { UserPool } from '../pools/user-pool.ts';

/** Groups and their IAM roles, as events and responses name them. */
export type GroupConfiguration = {
  readonly groupsToOverride: readonly string[];
  readonly iamRolesToOverride: readonly string[];
  readonly preferredRole: string | null;
};

/** The role of the group that comes first by precedence; none where two come first with different roles. */
const preferredRoleOf = (pool: UserPool, groups: readonly string[]): string | null => {
  const ranked = groups
    .map((name) => pool.groups.get(name))
    .filter((group) => group?.roleArn !== undefined && group.precedence !== undefined);
  const first = Math.min(...ranked.map((group) => group?.precedence ?? 0));
  const roles = new Set(ranked.filter((group) => group?.precedence === first).map((group) => group?.roleArn));
  const [role] = roles;
  return roles.size === 1 ? (role ?? null) : null;
};

export const groupConfigurationOf = (pool: UserPool, groups: readonly string[]): GroupConfiguration => ({
  groupsToOverride: groups,
  iamRolesToOverride: [...new Set(groups.flatMap((name) => pool.groups.get(name)?.roleArn ?? []))],
  preferredRole: preferredRoleOf(pool, groups),
});
