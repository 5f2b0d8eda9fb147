import {
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
  DescribeUserPoolCommand,
  UpdateUserPoolCommand,
  type UpdateUserPoolCommandInput,
  type UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsUnderTest, makePool, refusal, smsFor, startAwsUnderTest } from '../support/aws-under-test.ts';
import { everyPoolSetting } from '../support/every-pool-setting.ts';

let aws: AwsUnderTest;
beforeAll(async () => {
  aws = await startAwsUnderTest();
});
afterAll(() => aws.close());

const functionArn = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;

const describePool = async (UserPoolId: string): Promise<UserPoolType> =>
  (await aws.cognito.send(new DescribeUserPoolCommand({ UserPoolId }))).UserPool ?? {};

const update = (UserPoolId: string, settings: Partial<UpdateUserPoolCommandInput> = {}) =>
  aws.cognito.send(new UpdateUserPoolCommand({ UserPoolId, ...settings }));

/** DescribeUserPool's answer as UpdateUserPool takes it, by the list in AWS's guide. */
const toUpdate = (pool: UserPoolType): UpdateUserPoolCommandInput => {
  const {
    Id,
    Name,
    Arn: _arn,
    AliasAttributes: _aliases,
    UsernameAttributes: _usernames,
    UsernameConfiguration: _case,
    SchemaAttributes: _schema,
    CreationDate: _created,
    LastModifiedDate: _modified,
    EstimatedNumberOfUsers: _users,
    AdminCreateUserConfig: { UnusedAccountValidityDays: _days, ...adminCreateUser } = {},
    ...kept
  } = pool;
  return { ...kept, UserPoolId: Id, PoolName: Name ?? '', AdminCreateUserConfig: adminCreateUser };
};

const withoutDates = ({ LastModifiedDate: _modified, ...pool }: UserPoolType) => pool;

describe('a round trip from DescribeUserPool to UpdateUserPool', () => {
  it('changes nothing in a pool that has every setting', async () => {
    const id = await makePool(aws, everyPoolSetting);
    const before = await describePool(id);

    await update(id, toUpdate(before));

    expect(withoutDates(await describePool(id))).toEqual(withoutDates(before));
  });

  it('changes nothing in a pool that has none', async () => {
    const id = await makePool(aws);
    const before = await describePool(id);

    await update(id, toUpdate(before));

    expect(withoutDates(await describePool(id))).toEqual(withoutDates(before));
  });

  it.each(Object.keys(everyPoolSetting) as (keyof typeof everyPoolSetting & keyof UserPoolType)[])(
    'shows %s as it was given',
    async (name) => {
      const id = await makePool(aws, everyPoolSetting);

      expect({ [name]: (await describePool(id))[name] }).toMatchObject({ [name]: everyPoolSetting[name] });
    },
  );
});

describe('a setting that an update leaves out', () => {
  const KEPT = ['MfaConfiguration', 'Policies', 'DcrConfiguration'];
  const RESET = Object.keys(everyPoolSetting).filter((name) => !KEPT.includes(name)) as (keyof UserPoolType)[];

  it.each(RESET)('goes to its default: %s', async (name) => {
    const [full, plain] = [await makePool(aws, everyPoolSetting), await makePool(aws)];

    await update(full);

    // UnusedAccountValidityDays mirrors the password policy, which stays.
    const [left, usual] = [await describePool(full), await describePool(plain)];
    if (name === 'AdminCreateUserConfig') delete left[name]?.UnusedAccountValidityDays;
    if (name === 'AdminCreateUserConfig') delete usual[name]?.UnusedAccountValidityDays;
    expect(left[name]).toEqual(usual[name]);
  });

  it.each(KEPT as (keyof UserPoolType)[])('stays as it is: %s', async (name) => {
    const id = await makePool(aws, everyPoolSetting);
    const before = await describePool(id);

    await update(id);

    expect((await describePool(id))[name]).toEqual(before[name]);
  });

  it('stays in the half of Policies that the other half does not name', async () => {
    const id = await makePool(aws, everyPoolSetting);

    await update(id, { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] } } });
    const first = (await describePool(id)).Policies;
    await update(id, { Policies: { PasswordPolicy: { MinimumLength: 9 } } });
    const second = (await describePool(id)).Policies;

    expect(first?.PasswordPolicy?.MinimumLength).toBe(20);
    expect(second?.PasswordPolicy?.MinimumLength).toBe(9);
    expect(second?.SignInPolicy).toEqual({ AllowedFirstAuthFactors: ['PASSWORD'] });
  });

  it('turns dynamic client registration on where only the rest of it is given', async () => {
    const id = await makePool(aws, everyPoolSetting);

    await update(id, { DcrConfiguration: { AllowedScopes: ['email'] } });

    expect((await describePool(id)).DcrConfiguration).toEqual({
      EnableStatus: 'Enabled',
      OpenDcrEnabled: false,
      AllowedScopes: ['email'],
    });
  });

  it('does not touch the name of the pool, which an update can change', async () => {
    const id = await makePool(aws);
    await update(id, { PoolName: 'renamed' });
    await update(id);

    expect((await describePool(id)).Name).toBe('renamed');
  });
});

describe('the days of temporary passwords', () => {
  it('are seven where somebody says zero', async () => {
    const policy = (TemporaryPasswordValidityDays: number) => ({
      Policies: { PasswordPolicy: { MinimumLength: 8, TemporaryPasswordValidityDays } },
    });
    const id = await makePool(aws, policy(0));
    const days = async () => (await describePool(id)).Policies?.PasswordPolicy?.TemporaryPasswordValidityDays;

    const made = await days();
    await update(id, policy(3));
    await update(id, policy(0));

    expect([made, await days()]).toEqual([7, 7]);
  });
});

describe('settings that contradict each other', () => {
  const lambda = (LambdaConfig: UpdateUserPoolCommandInput['LambdaConfig']) => ({ LambdaConfig });

  it.each<[string, Partial<UpdateUserPoolCommandInput>, string]>([
    [
      'two functions for one trigger',
      lambda({
        PreTokenGeneration: functionArn('one'),
        PreTokenGenerationConfig: { LambdaArn: functionArn('two'), LambdaVersion: 'V1_0' },
      }),
      'InvalidParameterException: PreTokenGeneration',
    ],
    [
      'a custom sender without a key',
      lambda({ CustomSMSSender: { LambdaArn: functionArn('send'), LambdaVersion: 'V1_0' } }),
      'InvalidParameterException: KMSKeyID',
    ],
    [
      'a message with a code and one with a link',
      { VerificationMessageTemplate: { EmailMessage: 'Code {####}', EmailMessageByLink: 'Press {##here##}' } },
      'InvalidParameterException: EmailMessage',
    ],
    ['the same name for two ACR levels', { AcrConfiguration: { Level1: { AcrValue: 'urn:cognito:loa:2' } } }, 'ACR'],
    [
      'the days of temporary passwords in their old place',
      { AdminCreateUserConfig: { UnusedAccountValidityDays: 7 } },
      'InvalidParameterException: Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays',
    ],
    ['an empty SmsConfiguration', { SmsConfiguration: {} as never }, 'snsCallerArn'],
    ['empty UserPoolAddOns', { UserPoolAddOns: {} as never }, 'advancedSecurityMode'],
    ['MFA that is turned on later', { MfaConfiguration: 'ON' }, 'Cannot turn MFA functionality ON'],
    [
      'optional MFA without text messages',
      { MfaConfiguration: 'OPTIONAL' },
      'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
    ],
    [
      'threat protection below the Plus tier',
      { UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' } },
      'FeatureUnavailableInTierException',
    ],
    [
      'passwordless sign-in in the Lite tier',
      { UserPoolTier: 'LITE', Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['EMAIL_OTP'] } } },
      'FeatureUnavailableInTierException',
    ],
    [
      'dynamic client registration in the Lite tier',
      { UserPoolTier: 'LITE', DcrConfiguration: {} },
      'FeatureUnavailableInTierException',
    ],
  ])('are refused: %s', async (_title, settings, told) => {
    const id = await makePool(aws, { AutoVerifiedAttributes: ['email'] });

    await expect(refusal(update(id, settings))).resolves.toContain(told);
    expect((await describePool(id)).AutoVerifiedAttributes).toEqual(['email']);
  });

  it('are refused: required MFA beside sign-in without a password', async () => {
    const SignInPolicy = { AllowedFirstAuthFactors: ['PASSWORD' as const, 'EMAIL_OTP' as const] };
    const told = 'InvalidParameterException: MFA cannot be required';
    const id = await makePool(aws, { MfaConfiguration: 'ON' });

    await expect(refusal(makePool(aws, { MfaConfiguration: 'ON', Policies: { SignInPolicy } }))).resolves.toContain(
      told,
    );
    await expect(refusal(update(id, { Policies: { SignInPolicy } }))).resolves.toContain(told);
    await expect(makePool(aws, { MfaConfiguration: 'OPTIONAL', Policies: { SignInPolicy } })).resolves.toBeTruthy();
  });

  it('are refused: MFA in a new pool without text messages', async () => {
    const create = (settings: Partial<CreateUserPoolCommandInput>) =>
      aws.cognito.send(new CreateUserPoolCommand({ PoolName: 'contract', MfaConfiguration: 'ON', ...settings }));

    await expect(refusal(create({}))).resolves.toContain('SMS configuration and Auto verification');
    await expect(create(smsFor({ MfaConfiguration: 'ON' }))).resolves.toHaveProperty('UserPool.MfaConfiguration', 'ON');
  });
});
