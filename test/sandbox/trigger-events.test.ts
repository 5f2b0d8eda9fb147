import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { createSrpClient } from '../support/srp-client.ts';
import { srpSignIn } from '../support/srp-sign-in.ts';
import {
  addPool,
  addScripted,
  eventsOf,
  type PoolAndClient,
  signIn,
  startStillSandbox,
} from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStillSandbox();
});
afterAll(() => sandbox.close());

const TRIGGERS = ['PreSignUp', 'PostConfirmation', 'PreAuthentication', 'PostAuthentication', 'PreTokenGeneration'];

const SETTINGS = {
  UsernameConfiguration: { CaseSensitive: false },
  AutoVerifiedAttributes: ['email'],
};

const METADATA = { from: 'app' };
const EMAIL = { Name: 'email', Value: 'ana@example.com' };

let lastName = 0;

/** A pool in which one function, which changes nothing, has every trigger. */
const listening = async (settings: object = SETTINGS, clientSettings: object = {}) => {
  lastName += 1;
  const arn = addScripted(sandbox, `listening-${lastName}`, {});
  const LambdaConfig = Object.fromEntries(TRIGGERS.map((trigger) => [trigger, arn]));
  const pool = await addPool(sandbox, { ...settings, LambdaConfig }, clientSettings);
  return { ...pool, arn };
};

const call = (operation: string, request: object) => sandbox.cognito.call(operation, request);

const lastCode = ({ userPoolId }: PoolAndClient) =>
  sandbox.cognito.outbox.findLast((message) => message.userPoolId === userPoolId)?.code;

const signUp = ({ clientId }: PoolAndClient) =>
  call('SignUp', {
    ClientId: clientId,
    Username: 'Ana',
    Password: 'Right-horse-7',
    UserAttributes: [EMAIL],
    ValidationData: [{ Name: 'captcha', Value: 'solved' }],
    ClientMetadata: METADATA,
  });

const seeded = async (user: object = {}, settings: object = SETTINGS) => {
  const pool = await listening(settings, {
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  const { sub } = sandbox.cognito.seedUser(pool.userPoolId, {
    username: 'ana',
    password: 'Right-horse-7',
    attributes: { email: 'ana@example.com', email_verified: 'true' },
    ...user,
  });
  return { ...pool, sub };
};

const common = ({ userPoolId, clientId }: PoolAndClient) => ({
  version: '1',
  region: 'eu-west-1',
  userPoolId,
  userName: 'ana',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
});

const byAdministrator = { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'CLIENT_ID_NOT_APPLICABLE' };

const sourcesOf = ({ arn }: { readonly arn: string }) =>
  eventsOf(sandbox, arn).map((event) => (event as { triggerSource: string }).triggerSource);

describe('the triggers get', () => {
  it('at SignUp: PreSignUp_SignUp, before there is a sub', async () => {
    const pool = await listening();

    await signUp(pool);

    expect(eventsOf(sandbox, pool.arn)).toEqual([
      {
        ...common(pool),
        triggerSource: 'PreSignUp_SignUp',
        request: {
          userAttributes: { email: 'ana@example.com' },
          validationData: { captcha: 'solved' },
          clientMetadata: METADATA,
        },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    ]);
  });

  it('at AdminCreateUser: PreSignUp_AdminCreateUser, from no client', async () => {
    const pool = await listening();

    await call('AdminCreateUser', { UserPoolId: pool.userPoolId, Username: 'Ana', UserAttributes: [EMAIL] });

    expect(eventsOf(sandbox, pool.arn)).toEqual([
      {
        ...common(pool),
        triggerSource: 'PreSignUp_AdminCreateUser',
        callerContext: byAdministrator,
        request: { userAttributes: { email: 'ana@example.com' }, validationData: null },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    ]);
  });

  it('nothing at import', async () => {
    const pool = await listening();
    const { UserPoolId, CSVHeader } = (await call('GetCSVHeader', { UserPoolId: pool.userPoolId })) as {
      UserPoolId: string;
      CSVHeader: string[];
    };
    const values = new Map([
      ['cognito:username', 'ana'],
      ['cognito:mfa_enabled', 'false'],
      ['email', 'ana@example.com'],
      ['email_verified', 'true'],
      ['phone_number_verified', 'false'],
    ]);
    const { UserImportJob } = (await call('CreateUserImportJob', {
      UserPoolId,
      JobName: 'job',
      CloudWatchLogsRoleArn: 'arn:aws:iam::111122223333:role/import-logs',
    })) as { UserImportJob: { JobId: string; PreSignedUrl: string } };
    await fetch(UserImportJob.PreSignedUrl, {
      method: 'PUT',
      body: `${CSVHeader}\n${CSVHeader.map((name) => values.get(name) ?? '')}\n`,
      headers: { 'x-amz-server-side-encryption': 'aws:kms' },
    });

    const job = { UserPoolId, JobId: UserImportJob.JobId };
    await call('StartUserImportJob', job);
    for (let polled = 0; polled < 10; polled += 1) await call('DescribeUserImportJob', job);

    expect(sandbox.cognito.snapshot(UserPoolId).users).toMatchObject([{ status: 'RESET_REQUIRED' }]);
    expect(sourcesOf(pool)).toEqual([]);
  });

  it('nothing when an invitation is sent again', async () => {
    const pool = await listening();
    sandbox.cognito.seedUser(pool.userPoolId, { username: 'ana', status: 'FORCE_CHANGE_PASSWORD' });

    await call('AdminCreateUser', { UserPoolId: pool.userPoolId, Username: 'ana', MessageAction: 'RESEND' });

    expect(sourcesOf(pool)).toEqual([]);
  });

  it('the name that the user will have where addresses are usernames', async () => {
    const pool = await listening({ UsernameAttributes: ['email'] });

    const { UserSub } = (await call('SignUp', {
      ClientId: pool.clientId,
      Username: 'ana@example.com',
      Password: 'Right-horse-7',
    })) as { UserSub: string };

    expect(eventsOf(sandbox, pool.arn)).toMatchObject([
      { userName: UserSub, request: { userAttributes: { email: 'ana@example.com' } } },
    ]);
  });

  it('at ConfirmSignUp: PostConfirmation_ConfirmSignUp, with the verified address', async () => {
    const pool = await listening();
    await signUp(pool);

    await call('ConfirmSignUp', {
      ClientId: pool.clientId,
      Username: 'ANA',
      ConfirmationCode: lastCode(pool),
      ClientMetadata: METADATA,
    });

    expect(eventsOf(sandbox, pool.arn)[1]).toEqual({
      ...common(pool),
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      request: {
        userAttributes: {
          sub: expect.any(String),
          email: 'ana@example.com',
          email_verified: 'true',
          'cognito:user_status': 'CONFIRMED',
        },
        clientMetadata: METADATA,
      },
      response: {},
    });
  });

  it('at AdminConfirmSignUp: PostConfirmation_ConfirmSignUp, from no client', async () => {
    const pool = await seeded({ status: 'UNCONFIRMED' });

    await call('AdminConfirmSignUp', { UserPoolId: pool.userPoolId, Username: 'ana', ClientMetadata: METADATA });

    expect(eventsOf(sandbox, pool.arn)).toMatchObject([
      {
        triggerSource: 'PostConfirmation_ConfirmSignUp',
        callerContext: byAdministrator,
        request: { clientMetadata: METADATA },
      },
    ]);
  });

  it('at ConfirmForgotPassword: PostConfirmation_ConfirmForgotPassword; nothing at ForgotPassword', async () => {
    const pool = await seeded({ status: 'RESET_REQUIRED' });
    await call('ForgotPassword', { ClientId: pool.clientId, Username: 'ana' });
    expect(sourcesOf(pool)).toEqual([]);

    await call('ConfirmForgotPassword', {
      ClientId: pool.clientId,
      Username: 'ana',
      ConfirmationCode: lastCode(pool),
      Password: 'Another-horse-8',
    });

    expect(eventsOf(sandbox, pool.arn)).toMatchObject([
      {
        triggerSource: 'PostConfirmation_ConfirmForgotPassword',
        request: { userAttributes: { sub: pool.sub, 'cognito:user_status': 'CONFIRMED' } },
      },
    ]);
  });

  it('at a sign-in: before the password is checked, after it, and before tokens', async () => {
    const pool = await seeded();

    await call('InitiateAuth', {
      ClientId: pool.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'Ana', PASSWORD: 'Right-horse-7' },
      ClientMetadata: METADATA,
    });

    const userAttributes = {
      sub: pool.sub,
      email: 'ana@example.com',
      email_verified: 'true',
      'cognito:user_status': 'CONFIRMED',
    };
    expect(eventsOf(sandbox, pool.arn)).toEqual([
      {
        ...common(pool),
        triggerSource: 'PreAuthentication_Authentication',
        request: { userAttributes, validationData: METADATA },
        response: {},
      },
      {
        ...common(pool),
        triggerSource: 'PostAuthentication_Authentication',
        request: { userAttributes, newDeviceUsed: false },
        response: {},
      },
      {
        ...common(pool),
        triggerSource: 'TokenGeneration_Authentication',
        request: {
          userAttributes,
          groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
        },
        response: { claimsOverrideDetails: null },
      },
    ]);
  });

  it('at a sign-in by SRP the same: the first at its first step, the others with the metadata of its second', async () => {
    const pool = await seeded();
    const srp = createSrpClient(pool.userPoolId);

    const { ChallengeParameters } = await call('InitiateAuth', {
      ClientId: pool.clientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: 'Ana', SRP_A: srp.srpA },
      ClientMetadata: METADATA,
    });
    const atFirst = eventsOf(sandbox, pool.arn);
    await call('RespondToAuthChallenge', {
      ClientId: pool.clientId,
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: srp.claim(ChallengeParameters as Record<string, string>, 'Right-horse-7'),
      ClientMetadata: { from: 'proof' },
    });

    expect(atFirst).toMatchObject([
      { triggerSource: 'PreAuthentication_Authentication', request: { validationData: METADATA } },
    ]);
    expect(eventsOf(sandbox, pool.arn).slice(1)).toMatchObject([
      { triggerSource: 'PostAuthentication_Authentication', request: { clientMetadata: { from: 'proof' } } },
      { triggerSource: 'TokenGeneration_Authentication', request: { clientMetadata: { from: 'proof' } } },
    ]);
  });

  it('at a second factor after a new password: what they get at one after an old password', async () => {
    const pool = await seeded(
      {
        status: 'FORCE_CHANGE_PASSWORD',
        attributes: { phone_number: '+15550001234' },
        mfa: { methods: ['SMS_MFA'], preferred: 'SMS_MFA' },
      },
      { ...SETTINGS, MfaConfiguration: 'OPTIONAL' },
    );
    const respond = (challenge: Record<string, unknown>, responses: Record<string, string>) =>
      call('RespondToAuthChallenge', {
        ClientId: pool.clientId,
        ChallengeName: challenge.ChallengeName,
        Session: challenge.Session,
        ChallengeResponses: { USERNAME: 'ana', ...responses },
      });

    const first = await signIn(sandbox, pool, 'ana', 'Right-horse-7');
    const second = await respond(first, { NEW_PASSWORD: 'Another-horse-8' });
    await respond(second, { SMS_MFA_CODE: lastCode(pool) ?? '' });

    expect(sourcesOf(pool)).toEqual([
      'PreAuthentication_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_Authentication',
    ]);
  });

  it('at a sign-in with a wrong password: PreAuthentication alone', async () => {
    const pool = await seeded();

    await signIn(sandbox, pool, 'ana', 'wrong').catch(() => undefined);

    expect(sourcesOf(pool)).toEqual(['PreAuthentication_Authentication']);
  });

  it('at the answer to a challenge: its metadata, and that the password is new', async () => {
    const pool = await seeded({ status: 'FORCE_CHANGE_PASSWORD', password: 'Temporary-7' });
    await call('AdminSetUserPassword', { UserPoolId: pool.userPoolId, Username: 'ana', Password: 'Temporary-7' });
    const { Session } = (await signIn(sandbox, pool, 'ana', 'Temporary-7')) as { Session: string };

    await call('RespondToAuthChallenge', {
      ClientId: pool.clientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeResponses: { USERNAME: 'ana', NEW_PASSWORD: 'Right-horse-7' },
      ClientMetadata: METADATA,
    });

    expect(eventsOf(sandbox, pool.arn)).toMatchObject([
      { triggerSource: 'PreAuthentication_Authentication', request: { validationData: null } },
      { triggerSource: 'PostAuthentication_Authentication', request: { clientMetadata: METADATA } },
      { triggerSource: 'TokenGeneration_NewPasswordChallenge', request: { clientMetadata: METADATA } },
    ]);
  });

  it('at a refresh: TokenGeneration_RefreshTokens alone, with the groups of now', async () => {
    const pool = await seeded();
    const answer = await signIn(sandbox, pool, 'ana', 'Right-horse-7');
    const { RefreshToken } = answer.AuthenticationResult as { RefreshToken: string };
    for (const [GroupName, Precedence] of [
      ['second', 2],
      ['first', 1],
    ] as const) {
      const group = { UserPoolId: pool.userPoolId, GroupName };
      await call('CreateGroup', { ...group, Precedence, RoleArn: `arn:aws:iam::111122223333:role/${GroupName}` });
      await call('AdminAddUserToGroup', { ...group, Username: 'ana' });
    }

    await call('InitiateAuth', {
      ClientId: pool.clientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: RefreshToken },
      ClientMetadata: METADATA,
    });

    const last = eventsOf(sandbox, pool.arn).slice(3);
    expect(last).toMatchObject([
      {
        triggerSource: 'TokenGeneration_RefreshTokens',
        request: {
          groupConfiguration: {
            groupsToOverride: ['second', 'first'],
            iamRolesToOverride: ['arn:aws:iam::111122223333:role/second', 'arn:aws:iam::111122223333:role/first'],
            preferredRole: 'arn:aws:iam::111122223333:role/first',
          },
        },
      },
    ]);
    expect(last[0]).not.toHaveProperty('request.clientMetadata');
  });

  it('at GetTokensFromRefreshToken: TokenGeneration_RefreshTokens, with its metadata', async () => {
    const pool = await seeded();
    const answer = await signIn(sandbox, pool, 'ana', 'Right-horse-7');
    const { RefreshToken } = answer.AuthenticationResult as { RefreshToken: string };

    await call('GetTokensFromRefreshToken', { ClientId: pool.clientId, RefreshToken, ClientMetadata: METADATA });

    expect(eventsOf(sandbox, pool.arn).slice(3)).toMatchObject([
      { triggerSource: 'TokenGeneration_RefreshTokens', request: { clientMetadata: METADATA } },
    ]);
  });

  it.each([
    ['V1_0', '1', { claimsOverrideDetails: null }],
    ['V2_0', '2', { claimsAndScopeOverrideDetails: null }],
    ['V3_0', '3', { claimsAndScopeOverrideDetails: null }],
  ])('tokens in version %s as the pool says', async (LambdaVersion, version, response) => {
    lastName += 1;
    const arn = addScripted(sandbox, `versioned-${lastName}`, {});
    const pool = await addPool(sandbox, {
      LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion, LambdaArn: arn } },
    });
    sandbox.cognito.seedUser(pool.userPoolId, { username: 'ana', password: 'x' });

    await signIn(sandbox, pool, 'ana', 'x');

    const [event] = eventsOf(sandbox, arn) as { request: { scopes?: string[] } }[];
    expect(event).toMatchObject({ version, response });
    expect(event?.request.scopes).toEqual(version === '1' ? undefined : ['aws.cognito.signin.user.admin']);
  });
});

describe('for an unknown name PreAuthentication', () => {
  it.each(['LEGACY', 'ENABLED'])('runs at the first step of SRP under ENABLED alone (%s)', async (setting) => {
    const pool = await listening(SETTINGS, {
      PreventUserExistenceErrors: setting,
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
    });

    await srpSignIn(sandbox, pool, 'Nobody', 'x').catch(() => undefined);

    expect(eventsOf(sandbox, pool.arn)).toMatchObject(
      setting === 'LEGACY' ? [] : [{ userName: 'nobody', request: { userAttributes: {}, userNotFound: true } }],
    );
  });

  it.each(['LEGACY', 'ENABLED'])('runs under ENABLED alone (%s)', async (PreventUserExistenceErrors) => {
    const pool = await listening(SETTINGS, { PreventUserExistenceErrors });

    await signIn(sandbox, pool, 'Nobody', 'x').catch(() => undefined);

    expect(eventsOf(sandbox, pool.arn)).toEqual(
      PreventUserExistenceErrors === 'LEGACY'
        ? []
        : [
            {
              ...common(pool),
              userName: 'nobody',
              triggerSource: 'PreAuthentication_Authentication',
              request: { userAttributes: {}, validationData: null, userNotFound: true },
              response: {},
            },
          ],
    );
  });

  it('says of known names that they were found, where it says anything', async () => {
    const pool = await listening(SETTINGS, { PreventUserExistenceErrors: 'ENABLED' });
    sandbox.cognito.seedUser(pool.userPoolId, { username: 'ana', password: 'x' });

    await signIn(sandbox, pool, 'ana', 'x');

    expect(eventsOf(sandbox, pool.arn)[0]).toHaveProperty('request.userNotFound', false);
  });

  it('runs after a migration that brought nobody', async () => {
    const arn = addScripted(sandbox, 'nobody-there', {});
    const pool = await addPool(
      sandbox,
      { LambdaConfig: { UserMigration: arn, PreAuthentication: arn } },
      { PreventUserExistenceErrors: 'ENABLED' },
    );

    await signIn(sandbox, pool, 'ana', 'x').catch(() => undefined);

    expect(sourcesOf({ arn })).toEqual(['UserMigration_Authentication', 'PreAuthentication_Authentication']);
  });
});
