import type { UsersConfig } from '../config/schema.ts';
import type { PasswordPolicy } from '../users/password-policy.ts';
import type { PoolProfile } from '../users/pool-profile.ts';

/** What the rules of the trigger need to know of the target; `schema` may leave out attributes that nobody carries. */
export type TargetRules = Pick<
  PoolProfile,
  'userPoolId' | 'signIn' | 'caseSensitive' | 'mfa' | 'recoveryContacts' | 'schema'
>;

export type MigrateUserSettings = {
  readonly lookup: 'as-typed' | 'index' | 'list-users';
  readonly forgotPassword: 'migrate' | 'off';
  /** Groups that cross: source group -> target group. */
  readonly groups: Readonly<Record<string, string>>;
  readonly users: UsersConfig;
  readonly target: TargetRules;
  /** App clients whose sign-ins are served. */
  readonly clientIds: readonly string[];
  /** What a password must keep to cross. Absent: any may. */
  readonly passwordPolicy?: PasswordPolicy;
  /** Everybody in the source has a second factor, whether or not their profile says which. */
  readonly sourceRequiresMfa: boolean;
};
