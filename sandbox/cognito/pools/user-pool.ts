import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { ImportJob } from '../import/import-job.ts';
import type { MfaFactors } from '../mfa/mfa-factors.ts';
import type { PasswordPolicy } from '../schema/password-policy.ts';
import type { PoolSchema } from '../schema/pool-schema.ts';
import type { Group } from '../users/group.ts';
import type { User } from '../users/user.ts';
import type { SignInNames, UserDirectory } from '../users/user-directory.ts';
import type { Wire } from '../wire.ts';

export type UserPool = {
  readonly id: string;
  readonly arn: string;
  readonly createdMs: number;
  modifiedMs: number;
  /** Until when a change of the pool or its clients is under way. */
  changingUntilMs: number;
  /** What DescribeUserPool says of the number of users, and since when. */
  estimate: { readonly users: number; readonly takenMs: number };
  /** The users as lists see them where lists lag behind. */
  replica?: { readonly users: readonly User[]; readonly takenMs: number };
  schema: PoolSchema;
  readonly names: SignInNames;
  /** As it was given, if it was. */
  readonly usernameConfiguration: { readonly CaseSensitive: boolean } | undefined;
  readonly users: UserDirectory;
  readonly clients: Map<string, UserPoolClient>;
  readonly groups: Map<string, Group>;
  /** Oldest first. */
  readonly importJobs: ImportJob[];
  settings: PoolSettings;
  mfaFactors: MfaFactors;
  /** How many users were ever made under a name: a name used again gets another sub. */
  readonly namesUsed: Map<string, number>;
};

/** What UpdateUserPool can change. */
export type PoolSettings = {
  readonly name: string;
  readonly autoVerifiedAttributes: readonly string[];
  readonly lambdaConfig: Wire;
  readonly mfaConfiguration: 'OFF' | 'ON' | 'OPTIONAL';
  readonly passwordPolicy: PasswordPolicy;
  readonly signInFactors: readonly string[];
  readonly adminCreateUserOnly: boolean;
  readonly inviteMessageTemplate: Wire | undefined;
  readonly recoveryMechanisms: readonly string[];
  readonly deletionProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** Kept and shown as they were given. Hardly any of them changes what the sandbox does. */
  readonly others: Wire;
};
