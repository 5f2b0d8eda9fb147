import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminSetUserPasswordCommand,
  type AttributeType,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsUnderTest, makeClient, makePool, refusal, startAwsUnderTest } from '../support/aws-under-test.ts';

let aws: AwsUnderTest;
let pool: string;

const VERIFIED: AttributeType[] = [
  { Name: 'email', Value: 'ana@example.com' },
  { Name: 'email_verified', Value: 'true' },
];

beforeAll(async () => {
  aws = await startAwsUnderTest();
  pool = await makePool(aws);
  const users: [string, AttributeType[]][] = [
    ['ana', VERIFIED],
    ['unreachable', [{ Name: 'email', Value: 'bo@example.com' }]],
    ['off', VERIFIED],
    ['new', VERIFIED],
  ];
  for (const [Username, UserAttributes] of users) {
    await aws.cognito.send(
      new AdminCreateUserCommand({ UserPoolId: pool, Username, UserAttributes, MessageAction: 'SUPPRESS' }),
    );
    if (Username === 'new') continue;
    await aws.cognito.send(
      new AdminSetUserPasswordCommand({ UserPoolId: pool, Username, Password: 'Right-horse-7', Permanent: true }),
    );
  }
  await aws.cognito.send(new AdminDisableUserCommand({ UserPoolId: pool, Username: 'off' }));
});
afterAll(() => aws.close());

const clientWith = async (setting: 'LEGACY' | 'ENABLED') =>
  (await makeClient(aws, pool, { PreventUserExistenceErrors: setting })).id;

const forgot = (ClientId: string, Username: string) =>
  aws.cognito.send(new ForgotPasswordCommand({ ClientId, Username }));

const confirm = (ClientId: string, Username: string, Password = 'Another-horse-8') =>
  aws.cognito.send(new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode: '000000', Password }));

describe('ForgotPassword', () => {
  it('says where the code went without giving the address away', async () => {
    const client = await clientWith('LEGACY');

    const { CodeDeliveryDetails } = await forgot(client, 'ana');

    expect(CodeDeliveryDetails).toEqual({
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: 'a***@e***',
    });
  });

  it.each([
    ['nobody', 'UserNotFoundException: Username/client id combination not found.'],
    ['off', 'NotAuthorizedException: User is disabled.'],
    [
      'unreachable',
      'InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number',
    ],
  ])('tells LEGACY clients about %s', async (username, told) => {
    await expect(refusal(forgot(await clientWith('LEGACY'), username))).resolves.toBe(told);
  });

  it.each(['nobody', 'off', 'unreachable'])('pretends to have sent a code to %s under ENABLED', async (username) => {
    const client = await clientWith('ENABLED');

    const first = await forgot(client, username);
    const second = await forgot(client, username);

    expect(first.CodeDeliveryDetails?.DeliveryMedium).toBe('EMAIL');
    expect(second.CodeDeliveryDetails).toEqual(first.CodeDeliveryDetails);
  });

  it.each(['LEGACY', 'ENABLED'] as const)('is refused under %s while a temporary password is out', async (setting) => {
    await expect(refusal(forgot(await clientWith(setting), 'new'))).resolves.toBe(
      'NotAuthorizedException: User password cannot be reset in the current state.',
    );
  });
});

describe('ConfirmForgotPassword', () => {
  it('refuses a wrong code and a weak password', async () => {
    const client = await clientWith('LEGACY');
    await forgot(client, 'ana');

    await expect(refusal(confirm(client, 'ana'))).resolves.toBe(
      'CodeMismatchException: Invalid verification code provided, please try again.',
    );
    await expect(refusal(confirm(client, 'ana', 'weak'))).resolves.toContain('InvalidPasswordException');
  });

  it.each(['nobody', 'off'])('tells ENABLED clients nothing about %s', async (username) => {
    const client = await clientWith('ENABLED');

    await expect(refusal(confirm(client, username))).resolves.toBe(
      'CodeMismatchException: Invalid verification code provided, please try again.',
    );
  });

  it.each(['LEGACY', 'ENABLED'] as const)('tells %s clients that no code is out', async (setting) => {
    await expect(refusal(confirm(await clientWith(setting), 'unreachable'))).resolves.toBe(
      'ExpiredCodeException: Invalid code provided, please request a code again.',
    );
  });

  it('tells LEGACY clients that nobody has that name', async () => {
    await expect(refusal(confirm(await clientWith('LEGACY'), 'nobody'))).resolves.toContain('UserNotFoundException');
  });
});
