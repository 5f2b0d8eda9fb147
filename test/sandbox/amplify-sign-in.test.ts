import { Amplify } from 'aws-amplify';
import {
  confirmResetPassword,
  confirmSignIn,
  fetchUserAttributes,
  resetPassword,
  type SignInOutput,
  setUpTOTP,
  signIn,
  signOut,
  updateMFAPreference,
  verifyTOTPSetup,
} from 'aws-amplify/auth';
import { Secret, TOTP } from 'otpauth';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { addPool, type PoolAndClient } from '../support/trigger-world.ts';

const use = ({ userPoolId, clientId }: PoolAndClient): void =>
  Amplify.configure({
    Auth: { Cognito: { userPoolId, userPoolClientId: clientId, userPoolEndpoint: sandbox.url } },
  });

let sandbox: Sandbox;
let pool: PoolAndClient;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'amplify', dynamodb: 'none' });
  pool = await addPool(
    sandbox,
    { UsernameAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } },
    {
      PreventUserExistenceErrors: 'ENABLED',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    },
  );
  for (const name of ['ana', 'bo']) {
    sandbox.cognito.seedUser(pool.userPoolId, {
      username: `${name}@example.com`,
      attributes: { email: `${name}@example.com`, email_verified: 'true' },
      ...(name === 'ana' ? { password: 'Right-horse-7' } : { status: 'RESET_REQUIRED' }),
    });
  }
  use(pool);
});
afterEach(() => signOut());
afterAll(() => sandbox.close());

const signInAs = (username: string, password: string) =>
  signIn({ username, password, options: { authFlowType: 'USER_PASSWORD_AUTH' } });

describe('aws-amplify', () => {
  it('signs in with a password and reads who that is', async () => {
    const { isSignedIn } = await signInAs('Ana@example.com', 'Right-horse-7');

    expect(isSignedIn).toBe(true);
    await expect(fetchUserAttributes()).resolves.toMatchObject({ email: 'ana@example.com', email_verified: 'true' });
  });

  it.each(['ana@example.com', 'nobody@example.com', 'bo@example.com'])(
    'shows one and the same refusal for %s with a wrong password',
    async (username) => {
      await expect(signInAs(username, 'wrong')).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Incorrect username or password.',
      });
    },
  );

  it('resets a password by code', async () => {
    await resetPassword({ username: 'bo@example.com' });
    const confirmationCode = sandbox.cognito.outbox.at(-1)?.code ?? '';

    await confirmResetPassword({ username: 'bo@example.com', confirmationCode, newPassword: 'Another-horse-8' });

    await expect(signInAs('bo@example.com', 'Another-horse-8')).resolves.toHaveProperty('isSignedIn', true);
  });
});

const letAppsIn = (UserPoolId: string, MfaConfiguration: string) =>
  sandbox.cognito.call('SetUserPoolMfaConfig', {
    UserPoolId,
    MfaConfiguration,
    SoftwareTokenMfaConfiguration: { Enabled: true },
  });

/** A pool of its own for one test, with one user, and the default flow. With MFA: by authenticator apps, too. */
const withPool = async (
  settings: { readonly MfaConfiguration?: string; readonly AliasAttributes?: readonly string[] },
  user: object,
  test: (userPoolId: string) => Promise<void>,
) => {
  const other = await addPool(sandbox, settings, {
    PreventUserExistenceErrors: 'ENABLED',
    ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  if (settings.MfaConfiguration !== undefined) await letAppsIn(other.userPoolId, settings.MfaConfiguration);
  sandbox.cognito.seedUser(other.userPoolId, { username: 'ana', password: 'Right-horse-7', ...user });
  use(other);
  try {
    await test(other.userPoolId);
  } finally {
    await signOut();
    use(pool);
  }
};

const bySrp = (username: string, password = 'Right-horse-7') => signIn({ username, password });
const stepOf = ({ nextStep }: SignInOutput) => nextStep.signInStep;
const codeOf = (secret: string, offsetMs = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: sandbox.clock.nowMs() + offsetMs });

describe('aws-amplify by its default flow, SRP', () => {
  it('signs in, whatever the case of the name', async () => {
    const { isSignedIn } = await bySrp('ANA@example.com');

    expect(isSignedIn).toBe(true);
    await expect(fetchUserAttributes()).resolves.toMatchObject({ email: 'ana@example.com' });
  });

  it('signs in with an alias', async () => {
    const attributes = { email: 'ana@example.com', email_verified: 'true' };
    await withPool({ AliasAttributes: ['email'] }, { attributes }, async () => {
      await expect(bySrp('ana@example.com')).resolves.toHaveProperty('isSignedIn', true);
    });
  });

  it.each(['ana@example.com', 'nobody@example.com', 'bo@example.com'])(
    'shows one and the same refusal for %s with a wrong password',
    async (username) => {
      await expect(bySrp(username, 'wrong')).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Incorrect username or password.',
      });
    },
  );

  it('changes a temporary password', async () => {
    await withPool({}, { status: 'FORCE_CHANGE_PASSWORD' }, async () => {
      const step = stepOf(await bySrp('ana'));
      const answer = await confirmSignIn({ challengeResponse: 'Another-horse-8' });

      expect([step, answer.isSignedIn]).toEqual(['CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED', true]);
    });
  });

  it('sets up an authenticator app where MFA is required, and signs in with it', async () => {
    await withPool({ MfaConfiguration: 'ON' }, {}, async () => {
      const { nextStep } = await bySrp('ana');
      if (nextStep.signInStep !== 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP') throw new Error(nextStep.signInStep);
      const { sharedSecret } = nextStep.totpSetupDetails;
      const first = await confirmSignIn({ challengeResponse: codeOf(sharedSecret) });
      await signOut();

      const step = stepOf(await bySrp('ana'));
      const second = await confirmSignIn({ challengeResponse: codeOf(sharedSecret, 30_000) });

      expect([first.isSignedIn, step, second.isSignedIn]).toEqual([true, 'CONFIRM_SIGN_IN_WITH_TOTP_CODE', true]);
    });
  });

  it('turns an authenticator app on where MFA is optional', async () => {
    await withPool({ MfaConfiguration: 'OPTIONAL' }, {}, async () => {
      await bySrp('ana');
      const { sharedSecret } = await setUpTOTP();
      await verifyTOTPSetup({ code: codeOf(sharedSecret) });
      await updateMFAPreference({ totp: 'PREFERRED' });
      await signOut();

      expect(stepOf(await bySrp('ana'))).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
      await expect(confirmSignIn({ challengeResponse: '000000' })).rejects.toHaveProperty(
        'name',
        'CodeMismatchException',
      );
      await expect(confirmSignIn({ challengeResponse: codeOf(sharedSecret, 30_000) })).resolves.toHaveProperty(
        'isSignedIn',
        true,
      );
    });
  });

  it('lets the user choose between SMS and an authenticator app', async () => {
    const user = {
      attributes: { phone_number: '+15550001234' },
      mfa: { methods: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] },
    };
    await withPool({ MfaConfiguration: 'OPTIONAL' }, user, async () => {
      const choice = stepOf(await bySrp('ana'));
      const sent = await confirmSignIn({ challengeResponse: 'SMS' });
      const answer = await confirmSignIn({ challengeResponse: sandbox.cognito.outbox.at(-1)?.code ?? '' });

      expect(choice).toBe('CONTINUE_SIGN_IN_WITH_MFA_SELECTION');
      expect(sent.nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_SMS_CODE');
      expect(answer.isSignedIn).toBe(true);
    });
  });
});
