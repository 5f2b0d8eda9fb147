import {
  DescribeUserPoolCommand,
  UpdateUserPoolCommand,
  type UpdateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe } from 'vitest';
import { type AwsUnderTest, makePool } from '../support/aws-under-test.ts';
import { liveQuestion } from '../support/live-question.ts';

const describePool = async ({ cognito }: AwsUnderTest, UserPoolId: string) =>
  (await cognito.send(new DescribeUserPoolCommand({ UserPoolId }))).UserPool ?? {};

const update = ({ cognito }: AwsUnderTest, settings: UpdateUserPoolCommandInput) =>
  cognito.send(new UpdateUserPoolCommand(settings));

describe('UpdateUserPool', () => {
  liveQuestion(
    'a live run settles which settings UpdateUserPool resets when they are left out, beside AutoVerifiedAttributes',
    {
      guess:
        'changed: AccountRecoverySetting, AcrConfiguration, AdminCreateUserConfig, DeviceConfiguration, EmailVerificationSubject, UserAttributeUpdateSettings, UserPoolTier',
      ask: async (aws) => {
        const UserPoolId = await makePool(aws, {
          AutoVerifiedAttributes: ['email'],
          AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
          AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
          DeviceConfiguration: { ChallengeRequiredOnNewDevice: true },
          EmailVerificationSubject: 'Of this pool alone',
          Policies: { PasswordPolicy: { MinimumLength: 20 } },
          UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
          UserPoolTier: 'LITE',
        });
        const settings = async () =>
          new Map(
            Object.entries(await describePool(aws, UserPoolId)).map(([name, value]) => [name, JSON.stringify(value)]),
          );
        const before = await settings();
        // What is documented or measured already stays as it is.
        await update(aws, { UserPoolId, AutoVerifiedAttributes: ['email'] });
        const after = await settings();
        const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => name !== 'LastModifiedDate');
        const changed = names.filter((name) => before.get(name) !== after.get(name));
        return `changed: ${changed.sort().join(', ')}`;
      },
    },
  );

  liveQuestion(
    'a live run settles what becomes of the password policy members that a given PasswordPolicy leaves out',
    {
      guess:
        'MinimumLength 9, RequireLowercase false, RequireNumbers false, RequireSymbols false, RequireUppercase false, TemporaryPasswordValidityDays 7',
      ask: async (aws) => {
        const PasswordPolicy = { MinimumLength: 20, RequireNumbers: true, TemporaryPasswordValidityDays: 3 };
        const UserPoolId = await makePool(aws, { Policies: { PasswordPolicy } });
        await update(aws, { UserPoolId, Policies: { PasswordPolicy: { MinimumLength: 9 } } });
        const policy = (await describePool(aws, UserPoolId)).Policies?.PasswordPolicy ?? {};
        const members = Object.entries(policy).map(([name, value]) => `${name} ${value}`);
        return members.sort().join(', ');
      },
    },
  );
});
