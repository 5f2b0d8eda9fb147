import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { addPool, functionArn, signIn, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStillSandbox();
});
afterAll(() => sandbox.close());

const sender = { LambdaVersion: 'V1_0', LambdaArn: functionArn('sender') };
const KMSKeyID = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';

const withTriggers = (LambdaConfig: object) =>
  addPool(sandbox, { AutoVerifiedAttributes: ['email'], MfaConfiguration: 'OPTIONAL', LambdaConfig });

const addressed = { email: 'ana@example.com', email_verified: 'true', phone_number: '+15550100' };

describe('a trigger that the sandbox does not call', () => {
  it.each([
    ['CustomMessage', { CustomMessage: functionArn('writer') }],
    ['CustomEmailSender', { CustomEmailSender: sender, KMSKeyID }],
  ])('stops a call that would send an e-mail: %s', async (trigger, LambdaConfig) => {
    const pool = await withTriggers(LambdaConfig);
    sandbox.cognito.seedUser(pool.userPoolId, { username: 'ana', attributes: addressed });
    const forgot = sandbox.cognito.call('ForgotPassword', { ClientId: pool.clientId, Username: 'ana' });

    await expect(refusal(forgot)).resolves.toBe(
      `NotServedBySandbox: The sandbox does not serve the ${trigger} trigger.`,
    );
  });

  it.each([
    ['CustomMessage', { CustomMessage: functionArn('writer') }],
    ['CustomSMSSender', { CustomSMSSender: sender, KMSKeyID }],
  ])('stops a sign-in that would send a code by SMS: %s', async (trigger, LambdaConfig) => {
    const pool = await withTriggers(LambdaConfig);
    sandbox.cognito.seedUser(pool.userPoolId, {
      username: 'ana',
      password: 'right',
      attributes: addressed,
      mfa: { methods: ['SMS_MFA'], preferred: 'SMS_MFA' },
    });

    await expect(refusal(signIn(sandbox, pool, 'ana', 'right'))).resolves.toContain(`the ${trigger} trigger`);
  });

  describe('stops a call before it has changed anything:', () => {
    const worldOf = async () => {
      const pool = await withTriggers({ CustomMessage: functionArn('writer') });
      sandbox.cognito.seedUser(pool.userPoolId, {
        username: 'ana',
        attributes: addressed,
        status: 'FORCE_CHANGE_PASSWORD',
        password: 'Temporary-7',
      });
      sandbox.cognito.seedUser(pool.userPoolId, { username: 'bo', attributes: addressed, password: 'right' });
      const { AuthenticationResult } = await signIn(sandbox, pool, 'bo', 'right');
      return { pool, AccessToken: (AuthenticationResult as { AccessToken: string }).AccessToken };
    };
    const UserAttributes = [{ Name: 'email', Value: 'new@example.com' }];
    const DesiredDeliveryMediums = ['EMAIL'];

    it.each<[string, object]>([
      ['AdminCreateUser', { Username: 'new', UserAttributes, DesiredDeliveryMediums }],
      ['AdminCreateUser', { Username: 'ana', MessageAction: 'RESEND', DesiredDeliveryMediums }],
      ['SignUp', { Username: 'new', Password: 'Right-horse-7', UserAttributes }],
      ['UpdateUserAttributes', { UserAttributes }],
      ['AdminResetUserPassword', { Username: 'bo' }],
    ])('%s %o', async (operation, request) => {
      const { pool, AccessToken } = await worldOf();
      const before = sandbox.cognito.snapshot(pool.userPoolId);
      const place = { SignUp: { ClientId: pool.clientId }, UpdateUserAttributes: { AccessToken } }[operation];

      await expect(
        refusal(sandbox.cognito.call(operation, { ...(place ?? { UserPoolId: pool.userPoolId }), ...request })),
      ).resolves.toContain('the CustomMessage trigger');
      expect(sandbox.cognito.snapshot(pool.userPoolId)).toEqual(before);
    });

    it('a new code, which does not replace the one that is out', async () => {
      const { pool } = await worldOf();
      const update = (LambdaConfig: object) =>
        sandbox.cognito.call('UpdateUserPool', {
          UserPoolId: pool.userPoolId,
          AutoVerifiedAttributes: ['email'],
          LambdaConfig,
        });
      const forgot = () => sandbox.cognito.call('ForgotPassword', { ClientId: pool.clientId, Username: 'bo' });
      await update({});
      await forgot();
      const code = sandbox.cognito.outbox.at(-1)?.code;
      await update({ CustomMessage: functionArn('writer') });
      await refusal(forgot());

      const reset = { ClientId: pool.clientId, Username: 'bo', ConfirmationCode: code, Password: 'Another-horse-8' };
      await expect(sandbox.cognito.call('ConfirmForgotPassword', reset)).resolves.toEqual({});
    });
  });

  it('does not stop calls in which it would not run', async () => {
    const pool = await withTriggers({
      CustomMessage: functionArn('writer'),
      DefineAuthChallenge: functionArn('challenger'),
      InboundFederation: sender,
    });
    const user = { UserPoolId: pool.userPoolId, Username: 'ana' };

    await sandbox.cognito.call('AdminCreateUser', { ...user, MessageAction: 'SUPPRESS' });
    await sandbox.cognito.call('AdminSetUserPassword', { ...user, Password: 'Right-horse-7', Permanent: true });

    await expect(signIn(sandbox, pool, 'ana', 'Right-horse-7')).resolves.toHaveProperty('AuthenticationResult');
  });
});
