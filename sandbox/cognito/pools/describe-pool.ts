import type { CognitoState } from '../cognito-state.ts';
import { toWireSchema } from '../schema/pool-schema.ts';
import { toEpochSeconds, type Wire } from '../wire.ts';
import { estimatedUsers } from './estimated-users.ts';
import type { UserPool } from './user-pool.ts';

const unlessEmpty = (name: string, values: readonly string[]): Wire => (values.length === 0 ? {} : { [name]: values });

/** `UserPoolType`. Pools here have no domain, and what cannot be sent fails nowhere. */
export const describePool = (state: CognitoState, pool: UserPool): Wire => ({
  Id: pool.id,
  Name: pool.settings.name,
  Arn: pool.arn,
  Policies: {
    PasswordPolicy: pool.settings.passwordPolicy,
    SignInPolicy: { AllowedFirstAuthFactors: pool.settings.signInFactors },
  },
  DeletionProtection: pool.settings.deletionProtection ? 'ACTIVE' : 'INACTIVE',
  LambdaConfig: pool.settings.lambdaConfig,
  LastModifiedDate: toEpochSeconds(pool.modifiedMs),
  CreationDate: toEpochSeconds(pool.createdMs),
  SchemaAttributes: toWireSchema(pool.schema),
  ...unlessEmpty('AutoVerifiedAttributes', pool.settings.autoVerifiedAttributes),
  ...unlessEmpty('AliasAttributes', pool.names.aliasAttributes),
  ...unlessEmpty('UsernameAttributes', pool.names.usernameAttributes),
  MfaConfiguration: pool.settings.mfaConfiguration,
  EstimatedNumberOfUsers: estimatedUsers(state, pool),
  UserPoolTags: pool.settings.tags,
  AdminCreateUserConfig: {
    AllowAdminCreateUserOnly: pool.settings.adminCreateUserOnly,
    UnusedAccountValidityDays: pool.settings.passwordPolicy.TemporaryPasswordValidityDays,
    ...(pool.settings.inviteMessageTemplate === undefined
      ? {}
      : { InviteMessageTemplate: pool.settings.inviteMessageTemplate }),
  },
  ...(pool.usernameConfiguration === undefined ? {} : { UsernameConfiguration: pool.usernameConfiguration }),
  ...pool.settings.others,
});
