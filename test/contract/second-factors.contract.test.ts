import {
  AdminGetUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AssociateSoftwareTokenCommand,
  type ChallengeNameType,
  GetUserCommand,
  GetUserPoolMfaConfigCommand,
  RespondToAuthChallengeCommand,
  SetUserMFAPreferenceCommand,
  SetUserPoolMfaConfigCommand,
  type SetUserPoolMfaConfigCommandInput,
  UpdateUserPoolCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, registerApp, takeApps, turnOnApp, wrongCode } from '../support/authenticator-app.ts';
import { type AwsUnderTest, makeClient, makePool, refusal, startAwsUnderTest } from '../support/aws-under-test.ts';
import { addUser, signIn as signInWithPassword } from '../support/sign-in-steps.ts';

let aws: AwsUnderTest;
beforeAll(async () => {
  aws = await startAwsUnderTest();
});
afterAll(() => aws.close());

const setMfa = (UserPoolId: string, settings: Omit<SetUserPoolMfaConfigCommandInput, 'UserPoolId'>) =>
  aws.cognito.send(new SetUserPoolMfaConfigCommand({ UserPoolId, ...settings }));

const world = async (
  MfaConfiguration: 'OFF' | 'ON' | 'OPTIONAL',
  attributes: Record<string, string> = {},
  poolSettings: Parameters<typeof makePool>[1] = {},
) => {
  const pool = await makePool(aws, poolSettings);
  const client = await makeClient(aws, pool);
  if (MfaConfiguration !== 'OFF') {
    await takeApps(aws, pool, MfaConfiguration);
  }
  await addUser(aws, pool, 'ana', { attributes });
  return { pool, clientId: client.id };
};
type World = Awaited<ReturnType<typeof world>>;

const signIn = ({ clientId }: World) => signInWithPassword(aws, clientId, 'ana');

const respond = (
  { clientId }: World,
  ChallengeName: ChallengeNameType,
  Session: string | undefined,
  responses: Record<string, string> = {},
) =>
  aws.cognito.send(
    new RespondToAuthChallengeCommand({
      ClientId: clientId,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME: 'ana', ...responses },
    }),
  );

const accessTokenOf = async (app: World) => (await signIn(app)).AuthenticationResult?.AccessToken ?? '';

const register = (AccessToken: string) => registerApp(aws, AccessToken);

const turnOn = (AccessToken: string) => turnOnApp(aws, AccessToken);

describe('an authenticator app', () => {
  it('is asked for once it is registered and turned on', async () => {
    const app = await world('OPTIONAL');
    const AccessToken = await accessTokenOf(app);
    const { codes, Status } = await register(AccessToken);
    const before = await signIn(app);
    await turnOn(AccessToken);

    const challenge = await signIn(app);
    const answer = await respond(app, 'SOFTWARE_TOKEN_MFA', challenge.Session, { SOFTWARE_TOKEN_MFA_CODE: codes[1] });

    expect(Status).toBe('SUCCESS');
    expect(before.AuthenticationResult).toBeDefined();
    expect(challenge.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    expect(answer.AuthenticationResult?.AccessToken).toBeDefined();
    const user = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId: app.pool, Username: 'ana' }));
    expect(user).toMatchObject({
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
    });
  });

  it('refuses a wrong code, after which the session can still be answered', async () => {
    const app = await world('OPTIONAL');
    const AccessToken = await accessTokenOf(app);
    const { codes } = await register(AccessToken);
    await turnOn(AccessToken);
    const { Session } = await signIn(app);

    const wrong = respond(app, 'SOFTWARE_TOKEN_MFA', Session, { SOFTWARE_TOKEN_MFA_CODE: wrongCode(codes) });

    await expect(refusal(wrong)).resolves.toBe('CodeMismatchException: Invalid code received for user');
    await expect(
      respond(app, 'SOFTWARE_TOKEN_MFA', Session, { SOFTWARE_TOKEN_MFA_CODE: codes[1] }),
    ).resolves.toHaveProperty('AuthenticationResult');
  });

  it('gives codes that work once, and sessions that do', async () => {
    const app = await world('OPTIONAL');
    const AccessToken = await accessTokenOf(app);
    const { codes } = await register(AccessToken);
    await turnOn(AccessToken);
    const answer = async (session: string | undefined, code: string) =>
      respond(app, 'SOFTWARE_TOKEN_MFA', session, { SOFTWARE_TOKEN_MFA_CODE: code });
    const { Session } = await signIn(app);

    await expect(refusal(answer(Session, codes[0]))).resolves.toBe(
      'ExpiredCodeException: Your software token has already been used once.',
    );
    await answer(Session, codes[1]);

    await expect(refusal(answer(Session, codes[1]))).resolves.toBe(
      'NotAuthorizedException: Invalid session for the user, session can only be used once.',
    );
    await expect(refusal(answer((await signIn(app)).Session, codes[1]))).resolves.toContain('ExpiredCodeException');
  });

  it('is not registered by a wrong code', async () => {
    const app = await world('OPTIONAL');
    const AccessToken = await accessTokenOf(app);
    const { SecretCode } = await aws.cognito.send(new AssociateSoftwareTokenCommand({ AccessToken }));
    const verify = new VerifySoftwareTokenCommand({ AccessToken, UserCode: wrongCode(codesOf(SecretCode)) });

    await expect(refusal(aws.cognito.send(verify))).resolves.toBe(
      'EnableSoftwareTokenMFAException: Code mismatch and fail enable Software Token MFA',
    );
    await expect(refusal(turnOn(AccessToken))).resolves.toBe(
      'InvalidParameterException: User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA',
    );
  });

  it('is not handed out by a pool without that factor', async () => {
    const app = await world('OFF');
    const associate = new AssociateSoftwareTokenCommand({ AccessToken: await accessTokenOf(app) });

    await expect(refusal(aws.cognito.send(associate))).resolves.toBe(
      'SoftwareTokenMFANotFoundException: Software Token MFA has not been enabled by the userPool',
    );
  });

  it('is set up on the way where MFA is required', async () => {
    const app = await world('ON');
    const challenge = await signIn(app);
    const associated = await aws.cognito.send(new AssociateSoftwareTokenCommand({ Session: challenge.Session }));
    const codes = codesOf(associated.SecretCode);

    await expect(refusal(respond(app, 'MFA_SETUP', associated.Session))).resolves.toContain(
      'InvalidParameterException',
    );
    const verified = await aws.cognito.send(
      new VerifySoftwareTokenCommand({ Session: associated.Session, UserCode: codes[0] }),
    );
    const answer = await respond(app, 'MFA_SETUP', verified.Session);

    expect(challenge.ChallengeParameters?.MFAS_CAN_SETUP).toBe('["SOFTWARE_TOKEN_MFA"]');
    const user = await aws.cognito.send(
      new GetUserCommand({ AccessToken: answer.AuthenticationResult?.AccessToken ?? '' }),
    );
    expect(user.UserMFASettingList).toEqual(['SOFTWARE_TOKEN_MFA']);
    await expect(signIn(app)).resolves.toHaveProperty('ChallengeName', 'SOFTWARE_TOKEN_MFA');
  });

  it('wants a session or an access token, not both', async () => {
    const app = await world('OPTIONAL');
    const AccessToken = await accessTokenOf(app);
    const both = new AssociateSoftwareTokenCommand({ AccessToken, Session: 'x'.repeat(40) });

    await expect(refusal(aws.cognito.send(both))).resolves.toContain('InvalidParameterException');
    await expect(refusal(aws.cognito.send(new AssociateSoftwareTokenCommand({})))).resolves.toContain(
      'InvalidParameterException',
    );
  });
});

describe('a second factor of the pool', () => {
  it('has to be there before UpdateUserPool turns MFA on', async () => {
    const UserPoolId = await makePool(aws);
    const turnOn = () => aws.cognito.send(new UpdateUserPoolCommand({ UserPoolId, MfaConfiguration: 'ON' }));
    const early = await refusal(turnOn());

    await takeApps(aws, UserPoolId, 'OPTIONAL');
    await turnOn();

    expect(early).toContain('Cannot turn MFA functionality ON');
    const { MfaConfiguration } = await aws.cognito.send(new GetUserPoolMfaConfigCommand({ UserPoolId }));
    expect(MfaConfiguration).toBe('ON');
  });
});

describe('an MFA preference', () => {
  it.each([
    [{ SMSMfaSettings: { Enabled: true } }, 'User does not have delivery config set to turn on SMS_MFA'],
    [
      { SoftwareTokenMfaSettings: { Enabled: true } },
      'User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA',
    ],
  ])('is refused to a user without the means: %j', async (settings, told) => {
    const SmsConfiguration = { SnsCallerArn: 'arn:aws:iam::111122223333:role/sms', ExternalId: 'x' };
    const app = await world('OPTIONAL', {}, { SmsConfiguration });
    const set = new AdminSetUserMFAPreferenceCommand({ UserPoolId: app.pool, Username: 'ana', ...settings });

    await expect(refusal(aws.cognito.send(set))).resolves.toBe(`InvalidParameterException: ${told}`);
  });

  it('is one at a time: the newly preferred one takes over', async () => {
    const SmsConfiguration = { SnsCallerArn: 'arn:aws:iam::111122223333:role/sms', ExternalId: 'x' };
    const app = await world('OPTIONAL', { phone_number: '+15550001234' }, { SmsConfiguration });
    const AccessToken = await accessTokenOf(app);
    await register(AccessToken);
    await turnOn(AccessToken);
    const prefer = (settings: object) =>
      aws.cognito.send(new AdminSetUserMFAPreferenceCommand({ UserPoolId: app.pool, Username: 'ana', ...settings }));
    const preferred = { Enabled: true, PreferredMfa: true };

    await expect(
      refusal(prefer({ SMSMfaSettings: preferred, SoftwareTokenMfaSettings: preferred })),
    ).resolves.toContain('InvalidParameterException');
    await prefer({ SMSMfaSettings: preferred });

    const user = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId: app.pool, Username: 'ana' }));
    expect(user.PreferredMfaSetting).toBe('SMS_MFA');
    expect(user.UserMFASettingList).toEqual(['SMS_MFA', 'SOFTWARE_TOKEN_MFA']);
  });

  it('cannot be taken back by a user where MFA is required, but by an administrator', async () => {
    const app = await world('OPTIONAL');
    const AccessToken = await accessTokenOf(app);
    await register(AccessToken);
    await turnOn(AccessToken);
    await takeApps(aws, app.pool, 'ON');
    const off = { SoftwareTokenMfaSettings: { Enabled: false } };

    await expect(
      refusal(aws.cognito.send(new SetUserMFAPreferenceCommand({ AccessToken, ...off }))),
    ).resolves.toContain('InvalidParameterException');
    await aws.cognito.send(new AdminSetUserMFAPreferenceCommand({ UserPoolId: app.pool, Username: 'ana', ...off }));

    const user = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId: app.pool, Username: 'ana' }));
    expect(user.UserMFASettingList).toBeUndefined();
  });
});

describe('SetUserPoolMfaConfig', () => {
  it('replaces all of it: what is left out is off', async () => {
    const { pool } = await world('ON');

    await setMfa(pool, {});

    await expect(aws.cognito.send(new GetUserPoolMfaConfigCommand({ UserPoolId: pool }))).resolves.toMatchObject({
      MfaConfiguration: 'OFF',
      SoftwareTokenMfaConfiguration: { Enabled: false },
    });
  });

  it('shows the settings for passkeys as they were given', async () => {
    const { pool } = await world('OFF');
    const WebAuthnConfiguration = { RelyingPartyId: 'example.com', UserVerification: 'required' as const };

    await setMfa(pool, { MfaConfiguration: 'OFF', WebAuthnConfiguration });
    const config = await aws.cognito.send(new GetUserPoolMfaConfigCommand({ UserPoolId: pool }));

    expect(config.WebAuthnConfiguration).toMatchObject(WebAuthnConfiguration);
  });

  it.each(['ON', 'OPTIONAL'] as const)('refuses %s without a factor', async (MfaConfiguration) => {
    const { pool } = await world('OFF');

    await expect(refusal(setMfa(pool, { MfaConfiguration }))).resolves.toBe(
      'InvalidParameterException: Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.',
    );
  });

  it('refuses a factor without MFA', async () => {
    const { pool } = await world('OFF');

    await expect(
      refusal(setMfa(pool, { MfaConfiguration: 'OFF', SoftwareTokenMfaConfiguration: { Enabled: true } })),
    ).resolves.toBe(
      "InvalidParameterException: Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
    );
  });

  it('refuses to require MFA where one-time codes sign users in', async () => {
    const factors = { AllowedFirstAuthFactors: ['PASSWORD' as const, 'EMAIL_OTP' as const] };
    const { pool } = await world('OFF', {}, { Policies: { SignInPolicy: factors } });
    const on = setMfa(pool, { MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration: { Enabled: true } });

    await expect(refusal(on)).resolves.toContain('InvalidParameterException');
  });

  it('takes SMS only where the pool or the request can send it', async () => {
    const { pool } = await world('OFF');
    const sms = { MfaConfiguration: 'OPTIONAL' as const, SmsMfaConfiguration: { SmsAuthenticationMessage: '{####}' } };

    await expect(refusal(setMfa(pool, sms))).resolves.toContain('SMS configuration');
  });

  it.each([
    ['its own SES configuration', {}, 'InvalidParameterException'],
    ['a tier that has it', { UserPoolTier: 'LITE' as const }, 'FeatureUnavailableInTierException'],
    [
      'another way of recovery',
      {
        EmailConfiguration: {
          EmailSendingAccount: 'DEVELOPER' as const,
          SourceArn: 'arn:aws:ses:eu-west-1:111122223333:identity/example.com',
        },
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email' as const, Priority: 1 }] },
      },
      'InvalidParameterException',
    ],
  ])('takes codes by e-mail only with %s', async (_title, settings, told) => {
    const { pool } = await world('OFF', {}, settings);
    const email = setMfa(pool, { MfaConfiguration: 'OPTIONAL', EmailMfaConfiguration: {} });

    await expect(refusal(email)).resolves.toContain(told);
  });
});
