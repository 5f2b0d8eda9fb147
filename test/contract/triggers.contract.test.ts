import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  InitiateAuthCommand,
  type LambdaConfigType,
  type PreventUserExistenceErrorTypes,
  SignUpCommand,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsUnderTest, makeClient, makePool, refusal, startAwsUnderTest } from '../support/aws-under-test.ts';

let aws: AwsUnderTest;
beforeAll(async () => {
  aws = await startAwsUnderTest();
});
afterAll(() => aws.close());

const PASSWORD = 'Right-horse-7';

type Trigger = Exclude<keyof LambdaConfigType, 'PreTokenGenerationConfig' | 'CustomSMSSender' | 'CustomEmailSender'>;
type Scripts = Partial<Record<Trigger, object>>;
type Existence = PreventUserExistenceErrorTypes;

/** A pool whose triggers follow scripts, and a client of it. */
const world = async (
  scripts: Scripts,
  settings: Parameters<typeof makePool>[1] = {},
  existence: Existence = 'LEGACY',
) => {
  const LambdaConfig = Object.fromEntries(
    Object.entries(scripts).map(([trigger, script]) => [trigger, aws.deployFunction(script)]),
  );
  const userPoolId = await makePool(aws, { ...settings, LambdaConfig: { ...LambdaConfig, ...settings.LambdaConfig } });
  const client = await makeClient(aws, userPoolId, { PreventUserExistenceErrors: existence });
  return { userPoolId, clientId: client.id };
};
type World = Awaited<ReturnType<typeof world>>;

const signIn = ({ clientId }: World, USERNAME: string, password: string) =>
  aws.cognito.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password },
    }),
  );

const signUp = ({ clientId }: World, Username: string, email?: string) =>
  aws.cognito.send(
    new SignUpCommand({
      ClientId: clientId,
      Username,
      Password: PASSWORD,
      ...(email === undefined ? {} : { UserAttributes: [{ Name: 'email', Value: email }] }),
    }),
  );

const addUser = async ({ userPoolId: UserPoolId }: World, Username: string) => {
  await aws.cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }));
  await aws.cognito.send(
    new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: PASSWORD, Permanent: true }),
  );
};

const userOf = async ({ userPoolId }: World, Username: string) => {
  const user = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId: userPoolId, Username }));
  return {
    status: user.UserStatus,
    attributes: Object.fromEntries((user.UserAttributes ?? []).map(({ Name, Value }) => [Name, Value])),
  };
};

const claimsOf = (token: string | undefined) =>
  JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString('utf8'));

const ANA = {
  userAttributes: { email: 'ana@example.com', email_verified: 'true' },
  finalUserStatus: 'CONFIRMED',
  messageAction: 'SUPPRESS',
};
const WRONG = 'NotAuthorizedException: Incorrect username or password.';

describe.each(['LEGACY', 'ENABLED'] as const)('a migrated user, under %s,', (existence) => {
  it('is signed in by the password that the function accepted', async () => {
    const pool = await world({ UserMigration: { response: ANA } }, {}, existence);

    const { AuthenticationResult } = await signIn(pool, 'ana', 'short');

    expect(claimsOf(AuthenticationResult?.IdToken)).toMatchObject({ email: 'ana@example.com', email_verified: true });
  });

  it('is refused a wrong password after the migration', async () => {
    const pool = await world({ UserMigration: { response: ANA } }, {}, existence);
    await signIn(pool, 'ana', 'short');

    await expect(refusal(signIn(pool, 'ana', 'wrong'))).resolves.toBe(WRONG);
  });

  it('is not there when the function answers nothing', async () => {
    const pool = await world({ UserMigration: {} }, {}, existence);

    await expect(refusal(signIn(pool, 'ana', 'short'))).resolves.toBe(
      existence === 'LEGACY' ? 'UserNotFoundException: User does not exist.' : WRONG,
    );
    await expect(refusal(userOf(pool, 'ana'))).resolves.toContain('UserNotFoundException');
  });

  it('gets a code for a forgotten password at the address that came along', async () => {
    const pool = await world({ UserMigration: { response: { ...ANA, finalUserStatus: null } } }, {}, existence);

    const { CodeDeliveryDetails } = await aws.cognito.send(
      new ForgotPasswordCommand({ ClientId: pool.clientId, Username: 'ana' }),
    );

    expect(CodeDeliveryDetails).toMatchObject({ AttributeName: 'email', Destination: 'a***@e***' });
    await expect(userOf(pool, 'ana')).resolves.toMatchObject({ status: 'RESET_REQUIRED' });
  });

  it('is kept out by a PreAuthentication function that refuses', async () => {
    const scripts = { UserMigration: { response: ANA }, PreAuthentication: { throws: 'not today' } };
    const pool = await world(scripts, {}, existence);

    await expect(refusal(signIn(pool, 'ana', 'short'))).resolves.toBe(
      'UserLambdaValidationException: PreAuthentication failed with error not today.',
    );
  });
});

describe('PreSignUp', () => {
  it('keeps out whom it refuses, at sign-up and when an administrator creates them', async () => {
    const pool = await world({ PreSignUp: { throws: 'this name is taken' } });
    const told = 'UserLambdaValidationException: PreSignUp failed with error this name is taken.';

    await expect(refusal(signUp(pool, 'ana'))).resolves.toBe(told);
    await expect(refusal(addUser(pool, 'ana'))).resolves.toBe(told);
    await expect(refusal(userOf(pool, 'ana'))).resolves.toContain('UserNotFoundException');
  });

  it('is not asked about a name that is there, nor about attributes that do not fit', async () => {
    const pool = await world({ PreSignUp: {} });
    await signUp(pool, 'ana');
    const LambdaConfig = { PreSignUp: aws.deployFunction({ throws: 'asked' }) };
    await aws.cognito.send(new UpdateUserPoolCommand({ UserPoolId: pool.userPoolId, LambdaConfig }));

    await expect(refusal(signUp(pool, 'ana'))).resolves.toContain('UsernameExistsException');
    await expect(refusal(signUp(pool, 'bo', 'no address'))).resolves.toContain('InvalidParameterException');
    await expect(refusal(signUp(pool, 'bo'))).resolves.toContain('asked');
  });

  it('leaves somebody to confirm themselves when it changes nothing', async () => {
    const pool = await world({ PreSignUp: {} });

    await expect(signUp(pool, 'ana')).resolves.toMatchObject({ UserConfirmed: false });
    await expect(userOf(pool, 'ana')).resolves.toMatchObject({ status: 'UNCONFIRMED' });
  });

  it('confirms and verifies', async () => {
    const pool = await world({ PreSignUp: { response: { autoConfirmUser: true, autoVerifyEmail: true } } });

    await expect(signUp(pool, 'ana', 'ana@example.com')).resolves.toMatchObject({ UserConfirmed: true });

    await expect(userOf(pool, 'ana')).resolves.toMatchObject({
      status: 'CONFIRMED',
      attributes: { email_verified: 'true' },
    });
    await expect(signIn(pool, 'ana', PASSWORD)).resolves.toHaveProperty('AuthenticationResult.IdToken');
  });

  it('leaves somebody whom it verifies but does not confirm with a code to redeem', async () => {
    const pool = await world(
      { PreSignUp: { response: { autoVerifyEmail: true } } },
      { AutoVerifiedAttributes: ['email'] },
    );

    await expect(signUp(pool, 'ana', 'ana@example.com')).resolves.toMatchObject({
      UserConfirmed: false,
      CodeDeliveryDetails: { AttributeName: 'email' },
    });
  });

  it.each([
    [{ autoVerifyEmail: true }, 'Email is required'],
    [{ autoVerifyPhone: true }, 'Phone Number is required'],
    [{ autoConfirmUser: 'true' }, 'Unrecognizable lambda output'],
  ])('keeps somebody out when it answers %j about somebody without an address', async (response, told) => {
    const pool = await world({ PreSignUp: { response } });

    await expect(refusal(signUp(pool, 'ana'))).resolves.toContain(told);
    await expect(refusal(userOf(pool, 'ana'))).resolves.toContain('UserNotFoundException');
  });

  it('takes an alias from its former owner when it verifies the address', async () => {
    const pool = await world(
      { PreSignUp: { response: { autoConfirmUser: true, autoVerifyEmail: true } } },
      { AliasAttributes: ['email'] },
    );
    await signUp(pool, 'first', 'ana@example.com');

    await signUp(pool, 'second', 'ana@example.com');

    await expect(userOf(pool, 'ana@example.com')).resolves.toEqual(await userOf(pool, 'second'));
    await expect(userOf(pool, 'first')).resolves.toMatchObject({ attributes: { email_verified: 'false' } });
  });

  it('changes nothing about somebody whom an administrator creates', async () => {
    const pool = await world({ PreSignUp: { response: { autoConfirmUser: true, autoVerifyEmail: true } } });

    await aws.cognito.send(new AdminCreateUserCommand({ UserPoolId: pool.userPoolId, Username: 'ana' }));

    const user = await userOf(pool, 'ana');
    expect(user.status).toBe('FORCE_CHANGE_PASSWORD');
    expect(user.attributes).not.toHaveProperty('email_verified');
  });
});

describe('PostConfirmation', () => {
  it('fails the confirmation that it cannot undo', async () => {
    const pool = await world({ PostConfirmation: { throws: 'no' } });
    await signUp(pool, 'ana');
    const confirm = () =>
      aws.cognito.send(new AdminConfirmSignUpCommand({ UserPoolId: pool.userPoolId, Username: 'ana' }));

    await expect(refusal(confirm())).resolves.toBe(
      'UserLambdaValidationException: PostConfirmation failed with error no.',
    );

    await expect(signIn(pool, 'ana', PASSWORD)).resolves.toHaveProperty('AuthenticationResult');
    await expect(refusal(confirm())).resolves.toContain('Current status is CONFIRMED');
  });

  it('runs for somebody whom PreSignUp confirms', async () => {
    const pool = await world({
      PreSignUp: { response: { autoConfirmUser: true } },
      PostConfirmation: { throws: 'no' },
    });

    await expect(refusal(signUp(pool, 'ana'))).resolves.toContain('PostConfirmation failed');
    await expect(userOf(pool, 'ana')).resolves.toMatchObject({ status: 'CONFIRMED' });
  });

  it('does not run for a user who is migrated, nor when an administrator sets a password', async () => {
    const pool = await world({ UserMigration: { response: ANA }, PostConfirmation: { throws: 'no' } });

    await expect(signIn(pool, 'ana', 'short')).resolves.toHaveProperty('AuthenticationResult');
    await addUser(pool, 'bo');

    await expect(signIn(pool, 'bo', PASSWORD)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('is not asked before a code is right', async () => {
    const pool = await world({ UserMigration: { response: ANA }, PostConfirmation: { throws: 'no' } });
    await aws.cognito.send(new ForgotPasswordCommand({ ClientId: pool.clientId, Username: 'ana' }));

    const confirm = aws.cognito.send(
      new ConfirmForgotPasswordCommand({
        ClientId: pool.clientId,
        Username: 'ana',
        ConfirmationCode: 'wrong',
        Password: PASSWORD,
      }),
    );

    await expect(refusal(confirm)).resolves.toContain('CodeMismatchException');
  });
});

describe('PreAuthentication', () => {
  it('refuses right and wrong passwords alike', async () => {
    const pool = await world({ PreAuthentication: { throws: 'not today' } });
    await addUser(pool, 'ana');
    const told = 'UserLambdaValidationException: PreAuthentication failed with error not today.';

    await expect(refusal(signIn(pool, 'ana', PASSWORD))).resolves.toBe(told);
    await expect(refusal(signIn(pool, 'ana', 'wrong'))).resolves.toBe(told);
  });

  it.each([
    ['LEGACY', 'UserNotFoundException: User does not exist.'],
    ['ENABLED', 'UserLambdaValidationException: PreAuthentication failed with error not today.'],
  ] as const)('is asked about unknown names under ENABLED alone (%s)', async (existence, told) => {
    const pool = await world({ PreAuthentication: { throws: 'not today' } }, {}, existence);

    await expect(refusal(signIn(pool, 'nobody', PASSWORD))).resolves.toBe(told);
  });
});

describe('PostAuthentication', () => {
  it('fails a sign-in that was right', async () => {
    const pool = await world({ PostAuthentication: { throws: 'no' } });
    await addUser(pool, 'ana');

    await expect(refusal(signIn(pool, 'ana', PASSWORD))).resolves.toBe(
      'UserLambdaValidationException: PostAuthentication failed with error no.',
    );
    await expect(refusal(signIn(pool, 'ana', 'wrong'))).resolves.toBe(WRONG);
  });
});

describe('PreTokenGeneration', () => {
  const versioned = (LambdaVersion: 'V1_0' | 'V2_0', claimsAndScopeOverrideDetails: object) => ({
    LambdaConfig: {
      PreTokenGenerationConfig: {
        LambdaVersion,
        LambdaArn: aws.deployFunction({ response: { claimsAndScopeOverrideDetails } }),
      },
    },
  });

  it('adds, changes and suppresses claims of the ID token, at sign-in and at refresh', async () => {
    const claimsOverrideDetails = {
      claimsToAddOrOverride: { tenant: 'north', email: 'other@example.com', sub: 'stolen' },
      claimsToSuppress: ['email_verified', 'iss'],
    };
    const pool = await world({
      UserMigration: { response: ANA },
      PreTokenGeneration: { response: { claimsOverrideDetails } },
    });

    const { AuthenticationResult: first } = await signIn(pool, 'ana', 'short');
    const { AuthenticationResult: second } = await aws.cognito.send(
      new InitiateAuthCommand({
        ClientId: pool.clientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: first?.RefreshToken ?? '' },
      }),
    );

    const { attributes } = await userOf(pool, 'ana');
    for (const tokens of [first, second]) {
      const claims = claimsOf(tokens?.IdToken);
      expect(claims).toMatchObject({ tenant: 'north', email: 'other@example.com', sub: attributes.sub });
      expect(claims).toHaveProperty('iss');
      expect(claims).not.toHaveProperty('email_verified');
      expect(claimsOf(tokens?.AccessToken)).not.toHaveProperty('tenant');
    }
  });

  it('changes access tokens, with any JSON, where the pool asks for version two', async () => {
    const pool = await world(
      {},
      versioned('V2_0', {
        accessTokenGeneration: {
          claimsToAddOrOverride: { roles: ['a', 1, true], nested: { deep: {} } },
          scopesToAdd: ['read'],
        },
        groupOverrideDetails: { groupsToOverride: ['editors'] },
      }),
    );
    await addUser(pool, 'ana');

    const { AuthenticationResult } = await signIn(pool, 'ana', PASSWORD);

    expect(claimsOf(AuthenticationResult?.AccessToken)).toMatchObject({
      roles: ['a', 1, true],
      nested: { deep: {} },
      scope: 'aws.cognito.signin.user.admin read',
      'cognito:groups': ['editors'],
    });
    expect(claimsOf(AuthenticationResult?.IdToken)).toMatchObject({ 'cognito:groups': ['editors'] });
  });

  it('can leave an access token that does not serve the user’s own calls', async () => {
    const suppressing = { accessTokenGeneration: { scopesToSuppress: ['aws.cognito.signin.user.admin'] } };
    const pool = await world({}, versioned('V2_0', suppressing));
    await addUser(pool, 'ana');
    const { AuthenticationResult } = await signIn(pool, 'ana', PASSWORD);

    const call = aws.cognito.send(new GetUserCommand({ AccessToken: AuthenticationResult?.AccessToken ?? '' }));

    await expect(refusal(call)).resolves.toBe('NotAuthorizedException: Access Token does not have required scopes');
  });

  it('fails the sign-in, and the refresh, when it throws', async () => {
    const pool = await world({ PreTokenGeneration: {} });
    await addUser(pool, 'ana');
    const { AuthenticationResult } = await signIn(pool, 'ana', PASSWORD);
    const LambdaConfig = { PreTokenGeneration: aws.deployFunction({ throws: 'no' }) };
    await aws.cognito.send(new UpdateUserPoolCommand({ UserPoolId: pool.userPoolId, LambdaConfig }));
    const refresh = () =>
      aws.cognito.send(
        new InitiateAuthCommand({
          ClientId: pool.clientId,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: { REFRESH_TOKEN: AuthenticationResult?.RefreshToken ?? '' },
        }),
      );

    const told = 'UserLambdaValidationException: PreTokenGeneration failed with error no.';
    await expect(refusal(signIn(pool, 'ana', PASSWORD))).resolves.toBe(told);
    await expect(refusal(refresh())).resolves.toBe(told);
  });

  it('needs a plan above LITE for version two, and one function', async () => {
    const config = (LambdaVersion: 'V1_0' | 'V2_0') => ({
      PreTokenGenerationConfig: { LambdaVersion, LambdaArn: aws.deployFunction({}) },
    });

    await expect(refusal(makePool(aws, { UserPoolTier: 'LITE', LambdaConfig: config('V2_0') }))).resolves.toContain(
      'FeatureUnavailableInTierException',
    );
    await expect(makePool(aws, { UserPoolTier: 'LITE', LambdaConfig: config('V1_0') })).resolves.toBeTruthy();
    await expect(
      refusal(makePool(aws, { LambdaConfig: { ...config('V2_0'), PreTokenGeneration: aws.deployFunction({}) } })),
    ).resolves.toContain('InvalidParameterException');
  });
});
