import {
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  type SetUserPoolMfaConfigCommandInput,
  type UpdateUserPoolCommandInput,
  type UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import { PoolferryError } from '../../core/errors.ts';
import { withoutSystemTags } from '../../core/trigger-wiring/find-differences.ts';
import type { PoolSettings, PoolState } from '../../core/trigger-wiring/pool-settings.ts';
import { findUnknownMembers } from './find-unknown-members.ts';
import { callOptions, type PoolCall } from './pool-call.ts';
import { keepRawAnswer } from './read-raw-answer.ts';

/** Everything that `UpdateUserPool` and `SetUserPoolMfaConfig` take, as the pool has it now. */
export const readPoolState = async (call: PoolCall): Promise<PoolState> => {
  const command = new DescribeUserPoolCommand({ UserPoolId: call.userPoolId });
  const rawAnswer = keepRawAnswer(command);
  const { UserPool } = await call.client.send(command, callOptions(call));
  if (UserPool === undefined) {
    throw new PoolferryError(`AWS described nothing for user pool "${call.userPoolId}".`, { code: 'not-found' });
  }
  const { UserPool: answered } = Object(rawAnswer()) as { readonly UserPool?: unknown };
  const mfa = await readMfaConfig(call);
  return {
    settings: { ...toSettings(UserPool), UserPoolMfaConfig: mfa.config },
    unknown: [...findUnknownMembers(answered, UserPool), ...mfa.unknown],
  };
};

const readMfaConfig = async (call: PoolCall) => {
  const command = new GetUserPoolMfaConfigCommand({ UserPoolId: call.userPoolId });
  const rawAnswer = keepRawAnswer(command);
  const { $metadata: _, ...config } = await call.client.send(command, callOptions(call));
  // The compiler says when the SDK shows something that cannot be set.
  config satisfies Omit<SetUserPoolMfaConfigCommandInput, 'UserPoolId'>;
  return { config, unknown: findUnknownMembers(rawAnswer(), config, 'UserPoolMfaConfig') };
};

/**
 * DescribeUserPool's answer as UpdateUserPool takes it.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-updating.html, read 2026-11-27.
 */
const toSettings = (pool: UserPoolType): PoolSettings => {
  const {
    Id: _id,
    Name: PoolName,
    Arn: _arn,
    AliasAttributes: _aliases,
    UsernameAttributes: _usernames,
    UsernameConfiguration: _case,
    SchemaAttributes: _schema,
    CreationDate: _created,
    LastModifiedDate: _modified,
    EstimatedNumberOfUsers: _users,
    Status: _status,
    Domain: _domain,
    CustomDomain: _customDomain,
    SmsConfigurationFailure: _sms,
    EmailConfigurationFailure: _email,
    // The days stand in the password policy; sent in their older place they are refused.
    AdminCreateUserConfig: { UnusedAccountValidityDays: _days, ...AdminCreateUserConfig } = {},
    SmsConfiguration,
    UserPoolAddOns,
    UserPoolTags,
    ...kept
  } = pool;
  // The compiler says when the SDK shows a setting that its update does not take.
  kept satisfies {
    [Name in keyof typeof kept]: Name extends keyof UpdateUserPoolCommandInput ? unknown : never;
  };
  return {
    ...kept,
    ...(PoolName === undefined ? {} : { PoolName }),
    AdminCreateUserConfig,
    // AWS refuses these two when they are empty.
    ...unlessEmpty({ SmsConfiguration }),
    ...unlessEmpty({ UserPoolAddOns }),
    UserPoolTags: withoutSystemTags(UserPoolTags),
  };
};

const unlessEmpty = <T extends Record<string, object | undefined>>(member: T): Partial<T> =>
  Object.values(member).some((value) => value !== undefined && Object.keys(value).length > 0) ? member : {};
