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

  it.each(['SignUp', 'AdminCreateUser', 'AdminResetUserPassword', 'UpdateUserAttributes'])(
    'leaves everything as it was where it stops %s',
    async (operation) => {
      const pool = await addPool(sandbox, { AutoVerifiedAttributes: ['email'] });
      const { userPoolId: UserPoolId, clientId: ClientId } = pool;
      sandbox.cognito.seedUser(UserPoolId, { username: 'ana', password: 'right', attributes: addressed });
      const { AuthenticationResult } = await signIn(sandbox, pool, 'ana', 'right');
      const { AccessToken } = AuthenticationResult as { AccessToken: string };
      await sandbox.cognito.call('UpdateUserPool', {
        UserPoolId,
        AutoVerifiedAttributes: ['email'],
        LambdaConfig: { CustomMessage: functionArn('writer') },
      });
      const UserAttributes = [{ Name: 'email', Value: 'new@example.com' }];
      const requests: Record<string, object> = {
        SignUp: { ClientId, Username: 'new', Password: 'Right-horse-7', UserAttributes },
        AdminCreateUser: { UserPoolId, Username: 'new', UserAttributes, DesiredDeliveryMediums: ['EMAIL'] },
        AdminResetUserPassword: { UserPoolId, Username: 'ana' },
        UpdateUserAttributes: { AccessToken, UserAttributes },
      };
      const before = sandbox.cognito.snapshot(UserPoolId);

      await expect(refusal(sandbox.cognito.call(operation, requests[operation]))).resolves.toContain(
        'the CustomMessage trigger',
      );
      expect(sandbox.cognito.snapshot(UserPoolId)).toEqual(before);
    },
  );

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
