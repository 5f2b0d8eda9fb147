import {
  DescribeUserPoolCommand,
  type LambdaConfigType,
  type PasswordPolicyType,
  type SchemaAttributeType,
  type UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import { PoolferryError } from '../../core/errors.ts';
import type { PasswordCharacter } from '../../core/users/password-policy.ts';
import type {
  AttributeDefinition,
  PoolProfile,
  SignIn,
  SignInAttribute,
  SignInTrigger,
} from '../../core/users/pool-profile.ts';
import type { CognitoClient } from './cognito-client.ts';

export const describePool = async (
  client: CognitoClient,
  userPoolId: string,
  signal?: AbortSignal,
): Promise<PoolProfile> => {
  const { UserPool } = await client.send(
    new DescribeUserPoolCommand({ UserPoolId: userPoolId }),
    signal ? { abortSignal: signal } : {},
  );
  if (UserPool === undefined) {
    throw new PoolferryError(`AWS described nothing for user pool "${userPoolId}".`, { code: 'not-found' });
  }
  return toPoolProfile(UserPool, userPoolId);
};

const toPoolProfile = (pool: UserPoolType, userPoolId: string): PoolProfile => ({
  userPoolId,
  name: pool.Name ?? '',
  arn: pool.Arn ?? '',
  signIn: toSignIn(pool),
  // A pool made without the setting tells upper from lower case; only pools that say otherwise do not.
  caseSensitive: pool.UsernameConfiguration?.CaseSensitive ?? true,
  autoVerifiedAttributes: pool.AutoVerifiedAttributes ?? [],
  mfa: pool.MfaConfiguration ?? 'OFF',
  recoveryContacts: toRecoveryContacts(pool.AccountRecoverySetting),
  schema: (pool.SchemaAttributes ?? []).map(toDefinition),
  ...toPasswordPolicy(pool.Policies?.PasswordPolicy),
  ...toSignInTriggers(pool.LambdaConfig),
  estimatedUsers: pool.EstimatedNumberOfUsers ?? 0,
});

const toSignIn = (pool: UserPoolType): SignIn =>
  pool.UsernameAttributes && pool.UsernameAttributes.length > 0
    ? { kind: 'attribute', attributes: pool.UsernameAttributes }
    : { kind: 'username', aliases: pool.AliasAttributes ?? [] };

const toPasswordPolicy = (policy: PasswordPolicyType | undefined): Pick<PoolProfile, 'passwordPolicy'> => {
  if (policy === undefined) return {};
  const requires: PasswordCharacter[] = [
    ...(policy.RequireUppercase ? (['uppercase'] as const) : []),
    ...(policy.RequireLowercase ? (['lowercase'] as const) : []),
    ...(policy.RequireNumbers ? (['number'] as const) : []),
    ...(policy.RequireSymbols ? (['symbol'] as const) : []),
  ];
  return { passwordPolicy: { minLength: policy.MinimumLength ?? 6, requires } };
};

const toSignInTriggers = (functions: LambdaConfigType = {}): Pick<PoolProfile, 'signInTriggers'> => {
  const held = {
    UserMigration: functions.UserMigration,
    PreAuthentication: functions.PreAuthentication,
    PostAuthentication: functions.PostAuthentication,
    PreTokenGeneration: functions.PreTokenGeneration ?? functions.PreTokenGenerationConfig?.LambdaArn,
  };
  const signInTriggers = (Object.keys(held) as SignInTrigger[]).filter((name) => held[name]);
  return signInTriggers.length === 0 ? {} : { signInTriggers };
};

/** Pools without the setting try the phone number, then the e-mail address. */
const toRecoveryContacts = (setting: UserPoolType['AccountRecoverySetting']): SignInAttribute[] => {
  const mechanisms = setting?.RecoveryMechanisms?.map(({ Name }) => Name);
  if (mechanisms === undefined || mechanisms.length === 0) return ['phone_number', 'email'];
  return mechanisms.flatMap((name) =>
    name === 'verified_email' ? ['email'] : name === 'verified_phone_number' ? ['phone_number'] : [],
  );
};

const toDefinition = (attribute: SchemaAttributeType): AttributeDefinition => {
  const { StringAttributeConstraints: string, NumberAttributeConstraints: number } = attribute;
  return {
    name: attribute.Name ?? '',
    type: attribute.AttributeDataType ?? 'String',
    required: attribute.Required ?? false,
    mutable: attribute.Mutable ?? true,
    ...limit('minLength', string?.MinLength),
    ...limit('maxLength', string?.MaxLength),
    ...limit('minValue', number?.MinValue),
    ...limit('maxValue', number?.MaxValue),
  };
};

/** Limits are numbers that travel as strings. */
const limit = (key: 'minLength' | 'maxLength' | 'minValue' | 'maxValue', value: string | undefined) =>
  value === undefined || value === '' ? {} : { [key]: Number(value) };
