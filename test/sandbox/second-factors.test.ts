import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SeedUser } from '../../sandbox/cognito/seed-user.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { addPool, type PoolAndClient, signIn, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startStillSandbox();
});
afterEach(() => sandbox.close());

const SMS = { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::111122223333:role/sms' } };
const SES = { EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' } };
const PHONE = { phone_number: '+15550001234' };
const EMAIL = { email: 'ana@example.com' };
const recoveryBy = (...names: string[]) => ({
  AccountRecoverySetting: { RecoveryMechanisms: names.map((Name, index) => ({ Name, Priority: index + 1 })) },
});

/** A pool without passwordless factors, whose MFA is `mode` by the factors that `settings` make available. */
const world = async (mode: string, settings: object, user: Partial<SeedUser>, withTotp = false) => {
  const pool = await addPool(sandbox, { MfaConfiguration: 'OFF', ...settings });
  sandbox.cognito.seedUser(pool.userPoolId, { username: 'ana', password: 'right', ...user });
  if (withTotp) {
    await sandbox.cognito.call('SetUserPoolMfaConfig', {
      UserPoolId: pool.userPoolId,
      MfaConfiguration: mode,
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
  } else {
    await sandbox.cognito.call('UpdateUserPool', {
      UserPoolId: pool.userPoolId,
      ...settings,
      MfaConfiguration: mode,
    });
  }
  return pool;
};

const respond = (pool: PoolAndClient, challenge: Record<string, unknown>, responses: Record<string, string>) =>
  sandbox.cognito.call('RespondToAuthChallenge', {
    ClientId: pool.clientId,
    ChallengeName: challenge.ChallengeName,
    Session: challenge.Session,
    ChallengeResponses: { USERNAME: 'ana', ...responses },
  });

const lastCode = (): string => sandbox.cognito.outbox.at(-1)?.code ?? '';
const attributesOf = ({ userPoolId }: PoolAndClient) => sandbox.cognito.snapshot(userPoolId).users[0]?.attributes;

describe.each([
  ['SMS_MFA', SMS, PHONE, 'SMS', 'phone_number_verified'],
  ['EMAIL_OTP', SES, EMAIL, 'EMAIL', 'email_verified'],
] as const)('a code by %s', (method, settings, attributes, medium, flag) => {
  const preferred = { mfa: { methods: [method], preferred: method }, attributes } as const;

  it('is sent, ends the sign-in and verifies where it went', async () => {
    const pool = await world('OPTIONAL', settings, preferred);

    const challenge = await signIn(sandbox, pool, 'ana', 'right');
    const answer = await respond(pool, challenge, { [`${method}_CODE`]: lastCode() });

    expect(challenge).toMatchObject({
      ChallengeName: method,
      ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: medium, USER_ID_FOR_SRP: 'ana' },
    });
    expect(answer).toHaveProperty('AuthenticationResult.AccessToken');
    expect(attributesOf(pool)).toMatchObject({ [flag]: 'true' });
  });

  it('is refused when it is wrong, which the session outlives', async () => {
    const pool = await world('OPTIONAL', settings, preferred);
    const challenge = await signIn(sandbox, pool, 'ana', 'right');
    const code = lastCode();

    await expect(refusal(respond(pool, challenge, { [`${method}_CODE`]: '------' }))).resolves.toBe(
      'CodeMismatchException: Invalid code received for user',
    );
    expect(attributesOf(pool)).not.toHaveProperty(flag);
    await respond(pool, challenge, { [`${method}_CODE`]: code });
  });

  it('is good for its own session alone', async () => {
    const pool = await world('OPTIONAL', settings, preferred);
    await signIn(sandbox, pool, 'ana', 'right');
    const first = lastCode();
    const second = await signIn(sandbox, pool, 'ana', 'right');

    await expect(refusal(respond(pool, second, { [`${method}_CODE`]: first }))).resolves.toContain(
      'CodeMismatchException',
    );
  });
});

describe('a contact that a code verifies', () => {
  it('does not take the alias of somebody else', async () => {
    const settings = { ...SES, AliasAttributes: ['email'] };
    const pool = await addPool(sandbox, { MfaConfiguration: 'OPTIONAL', ...settings });
    sandbox.cognito.seedUser(pool.userPoolId, {
      username: 'owner',
      attributes: { ...EMAIL, email_verified: 'true' },
    });
    sandbox.cognito.seedUser(pool.userPoolId, {
      username: 'ana',
      password: 'right',
      attributes: { ...EMAIL, email_verified: 'false' },
      mfa: { methods: ['EMAIL_OTP'], preferred: 'EMAIL_OTP' },
    });

    const challenge = await signIn(sandbox, pool, 'ana', 'right');
    const answer = await respond(pool, challenge, { EMAIL_OTP_CODE: lastCode() });

    expect(answer).toHaveProperty('AuthenticationResult');
    expect(attributesOf(pool)).toMatchObject({ email_verified: 'false' });
  });
});

describe('a session', () => {
  const user = { mfa: { methods: ['SMS_MFA'], preferred: 'SMS_MFA' }, attributes: PHONE } as const;

  it('expires after three minutes', async () => {
    const pool = await world('OPTIONAL', SMS, user);
    const challenge = await signIn(sandbox, pool, 'ana', 'right');
    sandbox.clock.advanceMs(3 * 60_000 + 1);

    await expect(refusal(respond(pool, challenge, { SMS_MFA_CODE: lastCode() }))).resolves.toBe(
      'NotAuthorizedException: Invalid session for the user, session is expired.',
    );
  });

  it('waits as long as its client says', async () => {
    const pool = await world('OPTIONAL', SMS, user);
    await sandbox.cognito.call('UpdateUserPoolClient', {
      UserPoolId: pool.userPoolId,
      ClientId: pool.clientId,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      AuthSessionValidity: 15,
    });
    const [first, second] = [await signIn(sandbox, pool, 'ana', 'right'), await signIn(sandbox, pool, 'ana', 'right')];
    sandbox.clock.advanceMs(15 * 60_000);
    await respond(pool, second, { SMS_MFA_CODE: lastCode() });
    sandbox.clock.advanceMs(1);

    await expect(refusal(respond(pool, first, { SMS_MFA_CODE: lastCode() }))).resolves.toContain('session is expired');
  });

  it('works once', async () => {
    const pool = await world('OPTIONAL', SMS, user);
    const challenge = await signIn(sandbox, pool, 'ana', 'right');
    await respond(pool, challenge, { SMS_MFA_CODE: lastCode() });

    await expect(refusal(respond(pool, challenge, { SMS_MFA_CODE: lastCode() }))).resolves.toBe(
      'NotAuthorizedException: Invalid session for the user, session can only be used once.',
    );
  });

  it('is of no use to another user, another client or another challenge', async () => {
    const pool = await world('OPTIONAL', SMS, user);
    sandbox.cognito.seedUser(pool.userPoolId, { username: 'bo', password: 'right' });
    const { UserPoolClient } = await sandbox.cognito.call<{ UserPoolClient: { ClientId: string } }>(
      'CreateUserPoolClient',
      { UserPoolId: pool.userPoolId, ClientName: 'other' },
    );
    const challenge = await signIn(sandbox, pool, 'ana', 'right');
    const code = lastCode();
    const told = 'NotAuthorizedException: Invalid session for the user.';

    await expect(refusal(respond(pool, challenge, { USERNAME: 'bo', SMS_MFA_CODE: code }))).resolves.toBe(told);
    await expect(
      refusal(respond({ ...pool, clientId: UserPoolClient.ClientId }, challenge, { SMS_MFA_CODE: code })),
    ).resolves.toBe(told);
    await expect(
      refusal(respond(pool, { ...challenge, ChallengeName: 'MFA_SETUP' }, { EMAIL: 'x@example.com' })),
    ).resolves.toBe(told);
    await expect(
      refusal(respond(pool, { ...challenge, Session: 'x'.repeat(64) }, { SMS_MFA_CODE: code })),
    ).resolves.toBe(told);
  });

  it('is of no use to a user who was disabled in the meantime', async () => {
    const pool = await world('OPTIONAL', SMS, user);
    const challenge = await signIn(sandbox, pool, 'ana', 'right');
    await sandbox.cognito.call('AdminDisableUser', { UserPoolId: pool.userPoolId, Username: 'ana' });

    await expect(refusal(respond(pool, challenge, { SMS_MFA_CODE: lastCode() }))).resolves.toBe(
      'NotAuthorizedException: User is disabled.',
    );
  });
});

describe('the lockout of MFA codes', () => {
  it('begins with the fifth wrong code, whatever the password, and ends with time', async () => {
    const user = { mfa: { methods: ['SMS_MFA'], preferred: 'SMS_MFA' }, attributes: PHONE } as const;
    const pool = await world('OPTIONAL', SMS, user);
    for (let failure = 1; failure <= 5; failure += 1) {
      const challenge = await signIn(sandbox, pool, 'ana', 'right');
      await refusal(respond(pool, challenge, { SMS_MFA_CODE: '------' }));
    }
    const challenge = await signIn(sandbox, pool, 'ana', 'right');

    await expect(refusal(respond(pool, challenge, { SMS_MFA_CODE: lastCode() }))).resolves.toBe(
      'NotAuthorizedException: Password attempts exceeded',
    );
    sandbox.clock.advanceMs(1_000);
    await expect(respond(pool, challenge, { SMS_MFA_CODE: lastCode() })).resolves.toHaveProperty(
      'AuthenticationResult',
    );
  });
});

describe('a code of an authenticator app', () => {
  it('is good for half a minute before and after', async () => {
    const secret = new Secret({ size: 20 });
    const code = (offsetMs: number) => new TOTP({ secret }).generate({ timestamp: sandbox.clock.nowMs() + offsetMs });
    const user: Partial<SeedUser> = {
      mfa: { methods: ['SOFTWARE_TOKEN_MFA'] },
      softwareTokenSecret: secret.base32,
    };
    const pool = await world('OPTIONAL', {}, user, true);
    const answer = async (offsetMs: number) =>
      respond(pool, await signIn(sandbox, pool, 'ana', 'right'), { SOFTWARE_TOKEN_MFA_CODE: code(offsetMs) });

    await expect(refusal(answer(-60_000))).resolves.toContain('CodeMismatchException');
    await expect(refusal(answer(60_000))).resolves.toContain('CodeMismatchException');
    for (const offsetMs of [-30_000, 0, 30_000]) {
      await expect(answer(offsetMs)).resolves.toHaveProperty('AuthenticationResult');
    }
  });
});

describe('where MFA is required', () => {
  const setUp = (...factors: string[]) => `MFA_SETUP ${JSON.stringify(factors)}`;
  const choose = (...factors: string[]) => `SELECT_MFA_TYPE ${JSON.stringify(factors)}`;
  const refused = 'MFAMethodNotFoundException';

  it.each([
    [
      'an e-mail address that is no recovery',
      { ...SES, ...SMS, ...recoveryBy('verified_phone_number') },
      EMAIL,
      'EMAIL_OTP',
    ],
    ['a phone that is no recovery', { ...SES, ...SMS, ...recoveryBy('verified_email') }, PHONE, 'SMS_MFA'],
    ['a phone, where recovery was never chosen', SMS, PHONE, 'SMS_MFA'],
    ['the contact of recovery alone', { ...SES, ...SMS, ...recoveryBy('verified_email') }, EMAIL, refused],
    [
      'both, of which one is for recovery',
      { ...SES, ...SMS, ...recoveryBy('verified_email') },
      { ...EMAIL, ...PHONE },
      'SMS_MFA',
    ],
    [
      'both, without self-service recovery',
      { ...SES, ...SMS, ...recoveryBy('admin_only') },
      { ...EMAIL, ...PHONE },
      choose('SMS_MFA', 'EMAIL_OTP'),
    ],
    ['a contact that no factor is for', { ...SMS, ...recoveryBy('admin_only') }, EMAIL, refused],
    ['no contact', { ...SES, ...SMS, ...recoveryBy('verified_phone_number') }, {}, setUp('EMAIL_OTP')],
  ])('a user with %s is asked for the factor that is left', async (_title, settings, attributes, expected) => {
    const pool = await world('ON', settings, { attributes });

    const answer = await signIn(sandbox, pool, 'ana', 'right').then(
      ({ ChallengeName, ChallengeParameters }) => {
        const { MFAS_CAN_CHOOSE, MFAS_CAN_SETUP } = ChallengeParameters as Record<string, string>;
        return [ChallengeName, MFAS_CAN_CHOOSE ?? MFAS_CAN_SETUP].filter(Boolean).join(' ');
      },
      ({ name }: Error) => name,
    );

    expect(answer).toBe(expected);
  });

  it('a chosen factor is asked for next, another one is refused', async () => {
    const settings = { ...SES, ...SMS, ...recoveryBy('admin_only') };
    const pool = await world('ON', settings, { attributes: { ...EMAIL, ...PHONE } });
    const choice = await signIn(sandbox, pool, 'ana', 'right');

    await expect(refusal(respond(pool, choice, { ANSWER: 'SOFTWARE_TOKEN_MFA' }))).resolves.toContain(
      'InvalidParameterException',
    );
    const challenge = await respond(pool, choice, { ANSWER: 'EMAIL_OTP' });
    const answer = await respond(pool, challenge, { EMAIL_OTP_CODE: lastCode() });

    expect(challenge.ChallengeName).toBe('EMAIL_OTP');
    expect(answer).toHaveProperty('AuthenticationResult');
  });

  it('an e-mail address can be set up on the way', async () => {
    const pool = await world('ON', { ...SES, ...recoveryBy('verified_phone_number') }, {});
    const setup = await signIn(sandbox, pool, 'ana', 'right');

    const challenge = await respond(pool, setup, { EMAIL: 'new@example.com' });
    const before = attributesOf(pool);
    await respond(pool, challenge, { EMAIL_OTP_CODE: lastCode() });

    expect(before).toMatchObject({ email: 'new@example.com', email_verified: 'false' });
    expect(attributesOf(pool)).toMatchObject({ email_verified: 'true' });
    expect(sandbox.cognito.snapshot(pool.userPoolId).users[0]?.mfa.methods).toEqual(['EMAIL_OTP']);
  });
});

describe('a snapshot', () => {
  it('holds no secret of an authenticator app, a client or a password', async () => {
    const secret = new Secret({ size: 20 }).base32;
    const pool = await addPool(sandbox, {}, { GenerateSecret: true });
    sandbox.cognito.seedUser(pool.userPoolId, { username: 'ana', password: 'right', softwareTokenSecret: secret });
    const { UserPoolClient } = await sandbox.cognito.call<{ UserPoolClient: { ClientSecret: string } }>(
      'DescribeUserPoolClient',
      { UserPoolId: pool.userPoolId, ClientId: pool.clientId },
    );

    const text = JSON.stringify(sandbox.cognito.snapshot(pool.userPoolId));

    expect(text).not.toContain(secret);
    expect(text).not.toContain(UserPoolClient.ClientSecret);
  });
});
