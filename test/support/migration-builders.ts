import type { MigrateUserSettings } from '../../core/migrate-user/migrate-user-settings.ts';
import type { ProfileAnswer } from '../../core/migrate-user/source-answer.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { buildTarget, buildUsersConfig } from './user-builders.ts';

type SettingsOverrides = Partial<Omit<MigrateUserSettings, 'users' | 'target'>> & {
  readonly users?: object;
  readonly target?: Parameters<typeof buildTarget>[0];
};

export const clientId = '4targetclient';
export const previousSub = 'custom:prev_sub_id';
export const previousUsername = 'custom:prev_username';

/** Everything as it is by default, for a target that signs in by e-mail. */
export const buildSettings = ({ users = {}, target, ...overrides }: SettingsOverrides = {}): MigrateUserSettings => ({
  lookup: 'as-typed',
  forgotPassword: 'migrate',
  groups: {},
  users: buildUsersConfig({ previousSub, previousUsername, ...users }),
  target: buildTarget(target),
  clientIds: [clientId],
  sourceRequiresMfa: false,
  ...overrides,
});

export const buildProfile = (user: UserRecord, secondFactors: readonly string[] = []): ProfileAnswer => ({
  kind: 'found',
  user,
  secondFactors,
});

/** An event as Cognito sends it. */
export const buildEvent = (overrides: object = {}) => ({
  version: '1',
  triggerSource: 'UserMigration_Authentication',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_aTargetPl',
  userName: 'user1@example.com',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
  request: { password: 'Right-Password-1', validationData: null, userAttributes: null },
  response: {
    userAttributes: null,
    forceAliasCreation: null,
    enableSMSMFA: null,
    finalUserStatus: null,
    messageAction: null,
    desiredDeliveryMediums: null,
  },
  ...overrides,
});
