import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SeedUser } from '../../sandbox/cognito/seed-user.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { addPool, signIn, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStillSandbox();
});
afterAll(() => sandbox.close());

const withUser = async (user: Partial<SeedUser>, settings: object = {}, clientSettings: object = {}) => {
  const pool = await addPool(sandbox, settings, clientSettings);
  sandbox.cognito.seedUser(pool.userPoolId, { username: 'ana', password: 'right', ...user });
  return pool;
};

const GENERIC = 'NotAuthorizedException: Incorrect username or password.';

describe('a sign-in with a password', () => {
  it.each([
    ['RESET_REQUIRED', 'LEGACY', 'PasswordResetRequiredException: Password reset required for the user'],
    ['RESET_REQUIRED', 'ENABLED', GENERIC],
    ['UNCONFIRMED', 'LEGACY', 'UserNotConfirmedException: User is not confirmed.'],
    ['UNCONFIRMED', 'ENABLED', 'UserNotConfirmedException: User is not confirmed.'],
    ['EXTERNAL_PROVIDER', 'LEGACY', GENERIC],
    ['ARCHIVED', 'LEGACY', GENERIC],
  ] as const)('of a user who is %s is refused under %s', async (status, PreventUserExistenceErrors, told) => {
    const pool = await withUser({ status }, {}, { PreventUserExistenceErrors });

    await expect(refusal(signIn(sandbox, pool, 'ana', 'right'))).resolves.toBe(told);
  });

  it.each([
    ['SMS_MFA', { methods: ['SMS_MFA'] }],
    ['SOFTWARE_TOKEN_MFA', { methods: ['SOFTWARE_TOKEN_MFA'] }],
    ['SOFTWARE_TOKEN_MFA', { methods: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' }],
    ['SELECT_MFA_TYPE', { methods: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] }],
  ] as const)('is answered with %s by a user who has a second factor', async (challenge, mfa) => {
    const attributes = { phone_number: '+15550001234', phone_number_verified: 'true' };
    const pool = await withUser({ mfa, attributes }, { MfaConfiguration: 'OPTIONAL' });

    await expect(signIn(sandbox, pool, 'ana', 'right')).resolves.toMatchObject({ ChallengeName: challenge });
    await expect(refusal(signIn(sandbox, pool, 'ana', 'wrong'))).resolves.toBe(GENERIC);
  });

  it('asks nobody for a second factor where the pool has MFA off', async () => {
    const pool = await withUser({ mfa: { methods: ['SOFTWARE_TOKEN_MFA'] } });

    await expect(signIn(sandbox, pool, 'ana', 'right')).resolves.toHaveProperty('AuthenticationResult');
  });

  it('asks for a set-up where MFA is required and there is none', async () => {
    const pool = await withUser({}, { MfaConfiguration: 'ON' });

    await expect(signIn(sandbox, pool, 'ana', 'right')).resolves.toMatchObject({ ChallengeName: 'MFA_SETUP' });
  });

  it.each(['CUSTOM_AUTH', 'USER_AUTH'])('refuses the flow %s by name', async (AuthFlow) => {
    const pool = await withUser({});
    const request = { ClientId: pool.clientId, AuthFlow, AuthParameters: { USERNAME: 'ana' } };

    await expect(refusal(sandbox.cognito.call('InitiateAuth', request))).resolves.toContain('NotServedBySandbox');
  });

  it.each(['CUSTOM_CHALLENGE', 'SELECT_CHALLENGE', 'DEVICE_SRP_AUTH', 'WEB_AUTHN'])(
    'refuses the answer to %s by name',
    async (ChallengeName) => {
      const pool = await withUser({});
      const request = { ClientId: pool.clientId, ChallengeName, ChallengeResponses: { USERNAME: 'ana' } };

      await expect(refusal(sandbox.cognito.call('RespondToAuthChallenge', request))).resolves.toContain(
        'NotServedBySandbox',
      );
    },
  );

  it.each(['DEVICE_KEY', 'TARGET_ACR_VALUES', 'ANYTHING_ELSE'])('refuses the parameter %s by name', async (name) => {
    const pool = await withUser({ status: 'FORCE_CHANGE_PASSWORD' });
    const AuthParameters = { USERNAME: 'ana', PASSWORD: 'right' };
    const request = { ClientId: pool.clientId, AuthFlow: 'USER_PASSWORD_AUTH' };
    const asked = sandbox.cognito.call('InitiateAuth', {
      ...request,
      AuthParameters: { ...AuthParameters, [name]: 'x' },
    });

    await expect(refusal(asked)).resolves.toBe(
      `NotServedBySandbox: The sandbox does not serve the auth parameter ${name}.`,
    );
  });

  it('refuses the key of a device in the answer to a challenge, by name', async () => {
    const pool = await withUser({ status: 'FORCE_CHANGE_PASSWORD' });
    const { Session } = await signIn(sandbox, pool, 'ana', 'right');
    const answer = sandbox.cognito.call('RespondToAuthChallenge', {
      ClientId: pool.clientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeResponses: { USERNAME: 'ana', NEW_PASSWORD: 'Another-horse-8', DEVICE_KEY: 'eu-west-1_x' },
    });

    await expect(refusal(answer)).resolves.toContain('NotServedBySandbox');
  });

  it('names the groups of the user in the tokens', async () => {
    const pool = await addPool(sandbox);
    await sandbox.cognito.call('CreateGroup', { UserPoolId: pool.userPoolId, GroupName: 'admins' });
    sandbox.cognito.seedUser(pool.userPoolId, { username: 'ana', password: 'right', groups: ['admins'] });

    const answer = (await signIn(sandbox, pool, 'ana', 'right')) as { AuthenticationResult: { IdToken: string } };

    const claims = JSON.parse(
      Buffer.from(answer.AuthenticationResult.IdToken.split('.')[1] ?? '', 'base64url').toString(),
    );
    expect(claims['cognito:groups']).toEqual(['admins']);
  });
});

describe('a new password', () => {
  it('can be chosen again after a weak one', async () => {
    const pool = await withUser({ status: 'FORCE_CHANGE_PASSWORD' });
    const { Session } = await signIn(sandbox, pool, 'ana', 'right');
    const choose = (NEW_PASSWORD: string) =>
      sandbox.cognito.call('RespondToAuthChallenge', {
        ClientId: pool.clientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: { USERNAME: 'ana', NEW_PASSWORD },
      });

    await expect(refusal(choose('weak'))).resolves.toContain('InvalidPasswordException');
    await expect(choose('Another-horse-8')).resolves.toHaveProperty('AuthenticationResult');
  });

  it('comes with no attribute beyond the rights of the client', async () => {
    const pool = await withUser({ status: 'FORCE_CHANGE_PASSWORD' }, {}, { WriteAttributes: ['name'] });
    const { Session } = await signIn(sandbox, pool, 'ana', 'right');

    const answer = sandbox.cognito.call('RespondToAuthChallenge', {
      ClientId: pool.clientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeResponses: {
        USERNAME: 'ana',
        NEW_PASSWORD: 'Another-horse-8',
        'userAttributes.email': 'x@example.com',
      },
    });

    await expect(refusal(answer)).resolves.toBe(
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    );
  });
});

describe('an account that a person makes', () => {
  it('is confirmed by the code that was sent, which verifies the address', async () => {
    const pool = await addPool(sandbox, { AutoVerifiedAttributes: ['email'] });
    await sandbox.cognito.call('SignUp', {
      ClientId: pool.clientId,
      Username: 'ana',
      Password: 'Right-horse-7',
      UserAttributes: [{ Name: 'email', Value: 'ana@example.com' }],
    });
    const before = sandbox.cognito.snapshot(pool.userPoolId).users[0];

    await sandbox.cognito.call('ConfirmSignUp', {
      ClientId: pool.clientId,
      Username: 'ana',
      ConfirmationCode: sandbox.cognito.outbox.at(-1)?.code,
    });

    const after = sandbox.cognito.snapshot(pool.userPoolId).users[0];
    expect(before).toMatchObject({ status: 'UNCONFIRMED', attributes: { email_verified: 'false' } });
    expect(after).toMatchObject({ status: 'CONFIRMED', attributes: { email_verified: 'true' } });
  });

  it('can be confirmed by force with the code that an alias of somebody else has kept from working', async () => {
    const pool = await addPool(sandbox, { AliasAttributes: ['email'], AutoVerifiedAttributes: ['email'] });
    const email = 'ana@example.com';
    sandbox.cognito.seedUser(pool.userPoolId, { username: 'first', attributes: { email, email_verified: 'true' } });
    const second = { ClientId: pool.clientId, Username: 'second' };
    const UserAttributes = [{ Name: 'email', Value: email }];
    await sandbox.cognito.call('SignUp', { ...second, Password: 'Right-horse-7', UserAttributes });
    const confirm = (ForceAliasCreation: boolean) =>
      sandbox.cognito.call('ConfirmSignUp', {
        ...second,
        ConfirmationCode: sandbox.cognito.outbox.at(-1)?.code,
        ForceAliasCreation,
      });

    await expect(refusal(confirm(false))).resolves.toContain('AliasExistsException');
    await confirm(true);

    const reached = await sandbox.cognito.call('AdminGetUser', { UserPoolId: pool.userPoolId, Username: email });
    expect(reached).toMatchObject({ Username: 'second', UserStatus: 'CONFIRMED' });
    await expect(refusal(confirm(true))).resolves.toContain('NotAuthorizedException');
  });
});

describe('a disabled user', () => {
  it('loses the tokens that are out', async () => {
    const pool = await withUser({});
    const answer = (await signIn(sandbox, pool, 'ana', 'right')) as { AuthenticationResult: { AccessToken: string } };

    await sandbox.cognito.call('AdminDisableUser', { UserPoolId: pool.userPoolId, Username: 'ana' });

    await expect(
      refusal(sandbox.cognito.call('GetUser', { AccessToken: answer.AuthenticationResult.AccessToken })),
    ).resolves.toContain('NotAuthorizedException');
  });
});

describe('a reset code', () => {
  it('goes to the phone first, unless the phone is the second factor', async () => {
    const attributes = {
      email: 'ana@example.com',
      email_verified: 'true',
      phone_number: '+15550001234',
      phone_number_verified: 'true',
    };
    const plain = await withUser({ attributes });
    const factor = await withUser(
      { attributes, mfa: { methods: ['SMS_MFA'], preferred: 'SMS_MFA' } },
      { MfaConfiguration: 'OPTIONAL' },
    );
    const byEmail = await withUser(
      { attributes },
      { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] } },
    );
    const medium = async ({ clientId }: { clientId: string }) =>
      (
        await sandbox.cognito.call<{ CodeDeliveryDetails: { DeliveryMedium: string } }>('ForgotPassword', {
          ClientId: clientId,
          Username: 'ana',
        })
      ).CodeDeliveryDetails.DeliveryMedium;

    expect([await medium(plain), await medium(factor), await medium(byEmail)]).toEqual(['SMS', 'EMAIL', 'EMAIL']);
  });

  it.each([
    [
      'e-mail where the phone is a factor that is turned on',
      ['verified_phone_number', 'verified_email'],
      'SMS_MFA',
      'EMAIL',
    ],
    [
      'the phone where e-mail is a factor that is turned on',
      ['verified_email', 'verified_phone_number'],
      'EMAIL_OTP',
      'SMS',
    ],
  ] as const)('goes to %s, where the pool chose both for recovery', async (_title, mechanisms, factor, medium) => {
    const RecoveryMechanisms = mechanisms.map((Name, index) => ({ Name, Priority: index + 1 }));
    const pool = await withUser(
      {
        attributes: {
          email: 'ana@example.com',
          email_verified: 'true',
          phone_number: '+15550001234',
          phone_number_verified: 'true',
        },
        mfa: { methods: [factor, 'SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' },
      },
      { MfaConfiguration: 'OPTIONAL', AccountRecoverySetting: { RecoveryMechanisms } },
    );

    const sent = await sandbox.cognito.call('ForgotPassword', { ClientId: pool.clientId, Username: 'ana' });

    expect(sent).toMatchObject({ CodeDeliveryDetails: { DeliveryMedium: medium } });
  });

  it('makes an imported user confirmed with the new password', async () => {
    const attributes = { email: 'ana@example.com', email_verified: 'true' };
    const pool = await withUser({ status: 'RESET_REQUIRED', attributes });
    await sandbox.cognito.call('ForgotPassword', { ClientId: pool.clientId, Username: 'ana' });

    await sandbox.cognito.call('ConfirmForgotPassword', {
      ClientId: pool.clientId,
      Username: 'ana',
      ConfirmationCode: sandbox.cognito.outbox.at(-1)?.code,
      Password: 'Another-horse-8',
    });

    await expect(signIn(sandbox, pool, 'ana', 'Another-horse-8')).resolves.toHaveProperty('AuthenticationResult');
    await expect(refusal(signIn(sandbox, pool, 'ana', 'right'))).resolves.toBe(GENERIC);
  });
});
