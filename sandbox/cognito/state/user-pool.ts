import type { MfaFactors } from '../mfa/mfa-factors.ts';
import type { PasswordPolicy } from '../schema/password-policy.ts';
import type { PoolSchema } from '../schema/pool-schema.ts';
import type { Wire } from '../wire.ts';
import type { Group } from './group.ts';
import type { ImportJob } from './import-job.ts';
import type { SignInNames, UserDirectory } from './user-directory.ts';
import type { UserPoolClient } from './user-pool-client.ts';

export type UserPool = {
  readonly id: string;
  readonly arn: string;
  readonly createdMs: number;
  modifiedMs: number;
  readonly schema: PoolSchema;
  readonly names: SignInNames;
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
  readonly recoveryMechanisms: readonly string[];
  readonly deletionProtection: boolean;
  /** Settings that change nothing in the sandbox: kept and shown as they were given. */
  readonly others: Wire;
};
