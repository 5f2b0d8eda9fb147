import {
  AdminCreateUserCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsUnderTest, makeClient, makePool, refusal, startAwsUnderTest } from '../support/aws-under-test.ts';
import { liveQuestion } from '../support/live-question.ts';

let aws: AwsUnderTest;
beforeAll(async () => {
  aws = await startAwsUnderTest();
});
afterAll(() => aws.close());

const describePool = async (UserPoolId: string) =>
  (await aws.cognito.send(new DescribeUserPoolCommand({ UserPoolId }))).UserPool;

describe('a user pool', () => {
  it('gives custom attributes their prefix and keeps the standard ones', async () => {
    const id = await makePool(aws, { Schema: [{ Name: 'plan', AttributeDataType: 'String', Mutable: false }] });

    const attributes = (await describePool(id))?.SchemaAttributes ?? [];

    expect(attributes.find(({ Name }) => Name === 'custom:plan')).toMatchObject({ Mutable: false, Required: false });
    expect(attributes.find(({ Name }) => Name === 'sub')).toMatchObject({ Mutable: false, Required: true });
    expect(attributes.some(({ Name }) => Name === 'email')).toBe(true);
  });

  it('refuses custom attributes that are required', async () => {
    const pool = makePool(aws, { Schema: [{ Name: 'plan', AttributeDataType: 'String', Required: true }] });

    await expect(refusal(pool)).resolves.toContain('InvalidParameterException: Required custom attributes');
  });

  it('takes either aliases or username attributes', async () => {
    const pool = makePool(aws, { AliasAttributes: ['email'], UsernameAttributes: ['email'] });

    await expect(refusal(pool)).resolves.toContain('InvalidParameterException');
  });

  it('is not found once it is deleted', async () => {
    const id = await makePool(aws);
    await aws.cognito.send(new DeleteUserPoolCommand({ UserPoolId: id }));

    await expect(refusal(describePool(id))).resolves.toBe(`ResourceNotFoundException: User pool ${id} does not exist.`);
  });
});

describe('UpdateUserPool', () => {
  const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:anything';

  it('resets AutoVerifiedAttributes and LambdaConfig when they are left out', async () => {
    const id = await makePool(aws, { AutoVerifiedAttributes: ['email'], LambdaConfig: { UserMigration: arn } });

    await aws.cognito.send(new UpdateUserPoolCommand({ UserPoolId: id }));

    const pool = await describePool(id);
    expect(pool?.AutoVerifiedAttributes ?? []).toEqual([]);
    expect(pool?.LambdaConfig).toEqual({});
  });

  it('keeps MfaConfiguration and Policies when they are left out', async () => {
    const id = await makePool(aws, {
      Policies: { PasswordPolicy: { MinimumLength: 20 } },
      MfaConfiguration: 'OPTIONAL',
    });

    await aws.cognito.send(new UpdateUserPoolCommand({ UserPoolId: id, AutoVerifiedAttributes: ['email'] }));

    const pool = await describePool(id);
    expect(pool?.Policies?.PasswordPolicy?.MinimumLength).toBe(20);
    expect(pool?.MfaConfiguration).toBe('OPTIONAL');
  });

  it('refuses UnusedAccountValidityDays, which DescribeUserPool gives', async () => {
    const id = await makePool(aws);
    const update = new UpdateUserPoolCommand({
      UserPoolId: id,
      AdminCreateUserConfig: { UnusedAccountValidityDays: 7 },
    });

    await expect(refusal(aws.cognito.send(update))).resolves.toBe(
      'InvalidParameterException: Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays',
    );
  });

  it('refuses to turn MFA on without a factor', async () => {
    const id = await makePool(aws);
    const update = new UpdateUserPoolCommand({ UserPoolId: id, MfaConfiguration: 'ON' });

    await expect(refusal(aws.cognito.send(update))).resolves.toContain('Cannot turn MFA functionality ON');
  });

  liveQuestion('a live run settles which other settings an omission resets', {
    guess:
      'changed: AccountRecoverySetting, AdminCreateUserConfig, EmailVerificationSubject, UserAttributeUpdateSettings',
    ask: async (live) => {
      const UserPoolId = await makePool(live, {
        AutoVerifiedAttributes: ['email'],
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
        EmailVerificationSubject: 'Of this pool alone',
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      });
      const settings = async () => {
        const { UserPool = {} } = await live.cognito.send(new DescribeUserPoolCommand({ UserPoolId }));
        return new Map(Object.entries(UserPool).map(([name, value]) => [name, JSON.stringify(value)]));
      };
      const before = await settings();
      // What is documented or measured already stays as it is.
      await live.cognito.send(new UpdateUserPoolCommand({ UserPoolId, AutoVerifiedAttributes: ['email'] }));
      const after = await settings();
      const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => name !== 'LastModifiedDate');
      return `changed: ${names
        .filter((name) => before.get(name) !== after.get(name))
        .sort()
        .join(', ')}`;
    },
  });
});

describe('an app client', () => {
  it('shows whether users exist unless told otherwise', async () => {
    const id = await makePool(aws);
    const client = await makeClient(aws, id, { GenerateSecret: true });

    const { UserPoolClient } = await aws.cognito.send(
      new DescribeUserPoolClientCommand({ UserPoolId: id, ClientId: client.id }),
    );

    expect(UserPoolClient?.PreventUserExistenceErrors).toBe('LEGACY');
    expect(UserPoolClient?.ClientSecret).toBe(client.secret);
    expect(client.secret).not.toBe('');
  });
});

describe('a request that breaks the constraints of the API', () => {
  it('is refused with the member and the constraint, without the value of a name or password', async () => {
    const UserPoolId = await makePool(aws);
    const create = new AdminCreateUserCommand({
      UserPoolId,
      Username: 'two words',
      TemporaryPassword: 'has space',
      MessageAction: 'SUPPRESS',
    });

    const told = await refusal(aws.cognito.send(create));

    expect(told).toContain("2 validation errors detected: Value at 'username' failed to satisfy constraint");
    expect(told).toContain("Value at 'temporaryPassword' failed to satisfy constraint: Member must satisfy regular");
    expect(told).not.toContain('two words');
  });
});
