import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CognitoControls, createControls } from '../../sandbox/cognito/controls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { EMAIL_POOL, GOOD, migratingPools } from '../support/migrating-pools.ts';
import { addPool, addScripted, eventsOf, MORNING_MS, signIn, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStillSandbox();
});
afterAll(() => sandbox.close());

const { answering, usersOf, withTrigger } = migratingPools(() => sandbox);

describe('UserMigration at sign-in', () => {
  it('makes a confirmed user with the password that was typed, and signs them in', async () => {
    const pool = await answering(GOOD);

    const answer = await signIn(sandbox, pool, 'Ana@Example.com', 'short');

    expect(answer).toHaveProperty('AuthenticationResult.IdToken');
    const [user] = usersOf(pool);
    expect(user).toMatchObject({
      status: 'CONFIRMED',
      createdMs: MORNING_MS,
      attributes: { email: 'ana@example.com', email_verified: 'true', 'custom:prev': 'old-sub' },
    });
    expect(user?.username).toBe(user?.sub);
  });

  it('is not asked again once the user is there', async () => {
    const pool = await answering(GOOD);
    await signIn(sandbox, pool, 'ana@example.com', 'right');

    await signIn(sandbox, pool, 'ana@example.com', 'right');
    const wrong = refusal(signIn(sandbox, pool, 'ana@example.com', 'wrong'));

    await expect(wrong).resolves.toBe('NotAuthorizedException: Incorrect username or password.');
    expect(sandbox.functions.invocations(pool.arn)).toHaveLength(1);
  });

  it('gets the name in lower case where the pool ignores case, and the password as typed', async () => {
    const pool = await answering({});

    await refusal(signIn(sandbox, pool, 'ANA@Example.com', 'PassWord'));

    expect(sandbox.functions.invocations(pool.arn)[0]?.event).toEqual({
      version: '1',
      triggerSource: 'UserMigration_Authentication',
      region: 'eu-west-1',
      userPoolId: pool.userPoolId,
      userName: 'ana@example.com',
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: pool.clientId },
      request: { password: 'PassWord', validationData: null, userAttributes: null },
      response: {
        userAttributes: null,
        forceAliasCreation: null,
        enableSMSMFA: null,
        finalUserStatus: null,
        messageAction: null,
        desiredDeliveryMediums: null,
      },
    });
  });

  it('gets the metadata of the client as validation data', async () => {
    const pool = await answering({});

    await refusal(
      sandbox.cognito.call('InitiateAuth', {
        ClientId: pool.clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ana@example.com', PASSWORD: 'x' },
        ClientMetadata: { from: 'app' },
      }),
    );

    expect(sandbox.functions.invocations(pool.arn)[0]?.event).toHaveProperty('request.validationData', { from: 'app' });
  });

  it.each([
    ['LEGACY', 'UserNotFoundException: User does not exist.'],
    ['ENABLED', 'NotAuthorizedException: Incorrect username or password.'],
  ])('answers an empty response as an unknown user under %s', async (PreventUserExistenceErrors, told) => {
    const pool = await answering({}, EMAIL_POOL, { PreventUserExistenceErrors });

    await expect(refusal(signIn(sandbox, pool, 'ana@example.com', 'right'))).resolves.toBe(told);
    expect(usersOf(pool)).toEqual([]);
  });

  it.each([
    ['LEGACY', 'PasswordResetRequiredException: Password reset required for the user'],
    ['ENABLED', 'NotAuthorizedException: Incorrect username or password.'],
  ])('leaves a user without finalUserStatus to a reset under %s', async (PreventUserExistenceErrors, told) => {
    const pool = await answering({ ...GOOD, finalUserStatus: null }, EMAIL_POOL, { PreventUserExistenceErrors });

    await expect(refusal(signIn(sandbox, pool, 'ana@example.com', 'right'))).resolves.toBe(told);
    expect(usersOf(pool)).toMatchObject([{ status: 'RESET_REQUIRED', passwordDigest: null }]);
  });

  it.each(['LEGACY', 'ENABLED'])('tells the client under %s what the function throws', async (existence) => {
    const pool = await withTrigger({ throws: 'the source is down' }, EMAIL_POOL, {
      PreventUserExistenceErrors: existence,
    });

    await expect(refusal(signIn(sandbox, pool, 'ana@example.com', 'right'))).resolves.toBe(
      'UserLambdaValidationException: UserMigration failed with error the source is down.',
    );
  });

  const failing: readonly [string, object, string][] = [
    ['an attribute outside the schema', { userAttributes: { 'custom:none': 'x' } }, 'does not exist in the schema'],
    ['an attribute of the wrong form', { userAttributes: { birthdate: '02/28/1990' } }, 'do not conform to schema'],
    ['another status than CONFIRMED', { ...GOOD, finalUserStatus: 'RESET_REQUIRED' }, 'invalid finalUserStatus'],
    ['another messageAction than SUPPRESS', { ...GOOD, messageAction: 'RESEND' }, 'invalid messageAction'],
    ['an unknown medium', { ...GOOD, desiredDeliveryMediums: ['PIGEON'] }, 'invalid desiredDeliveryMediums'],
    ['another address than the typed one', { userAttributes: { email: 'bo@example.com' } }, 'should be empty or same'],
    ['another username', { userAttributes: { username: 'bo@example.com' } }, 'username does not match'],
    ['SMS MFA where the pool has none', { ...GOOD, enableSMSMFA: true }, 'SMS MFA cannot be enabled'],
    ['a medium that is no list', { ...GOOD, desiredDeliveryMediums: 'EMAIL' }, 'invalid desiredDeliveryMediums'],
    [
      'a verified flag without its phone',
      { userAttributes: { phone_number_verified: 'true' } },
      'Phone Number is requ',
    ],
  ];
  const underBoth = failing.flatMap((row) => ['LEGACY', 'ENABLED'].map((existence) => [...row, existence] as const));

  it.each(underBoth)('creates nobody over %s', async (_title, response, told, PreventUserExistenceErrors) => {
    const pool = await answering(response, EMAIL_POOL, { PreventUserExistenceErrors });

    const refused = await refusal(signIn(sandbox, pool, 'ana@example.com', 'right'));

    expect(refused).toContain(`UserNotFoundException: Exception migrating user in app client ${pool.clientId}`);
    expect(refused).toContain(told);
    expect(usersOf(pool)).toEqual([]);
  });

  it('answers a returned sub like a wrong password', async () => {
    const pool = await answering({ ...GOOD, userAttributes: { ...GOOD.userAttributes, sub: 'old-sub' } });

    await expect(refusal(signIn(sandbox, pool, 'ana@example.com', 'right'))).resolves.toBe(
      'NotAuthorizedException: Incorrect username or password.',
    );
    expect(usersOf(pool)).toEqual([]);
  });

  it.each([
    ['nothing', null],
    ['no response', { request: {} }],
  ])('does not take %s for an answer', async (_title, returns) => {
    const pool = await withTrigger({ returns });

    await expect(refusal(signIn(sandbox, pool, 'ana@example.com', 'right'))).resolves.toBe(
      'InvalidLambdaResponseException: Unrecognizable lambda output',
    );
  });

  it.each([
    ['attributes in a list', { userAttributes: [] }],
    ['a value that is no text', { userAttributes: { email_verified: true } }],
    ['a flag in a text', { ...GOOD, forceAliasCreation: 'true' }],
    ['a second factor in a text', { ...GOOD, enableSMSMFA: 'true' }],
  ])('does not take %s for a user', async (_title, response) => {
    const pool = await answering(response);

    await expect(refusal(signIn(sandbox, pool, 'ana@example.com', 'right'))).resolves.toBe(
      'InvalidLambdaResponseException: Unrecognizable lambda output',
    );
    expect(usersOf(pool)).toEqual([]);
  });

  it('takes an event that comes back unchanged for an unknown user', async () => {
    const pool = await withTrigger({});

    await expect(refusal(signIn(sandbox, pool, 'ana@example.com', 'right'))).resolves.toBe(
      'UserNotFoundException: User does not exist.',
    );
  });

  it('leaves a user with finalUserStatus RESET_REQUIRED to a reset where the sandbox is told so', async () => {
    const pool = await answering({ ...GOOD, finalUserStatus: 'RESET_REQUIRED' });
    sandbox.cognito.controls.takesFinalUserStatusResetRequired = true;

    const refused = await refusal(signIn(sandbox, pool, 'ana@example.com', 'right'));
    sandbox.cognito.controls.takesFinalUserStatusResetRequired = false;

    expect(refused).toBe('PasswordResetRequiredException: Password reset required for the user');
    expect(usersOf(pool)).toMatchObject([{ status: 'RESET_REQUIRED' }]);
  });

  it.each([
    ['asks for the code', '+15550100', 'SMS_MFA'],
    ['fails without a phone number', undefined, 'SMS MFA cannot be enabled'],
  ])('that switches SMS MFA on %s', async (_title, phone, told) => {
    const pool = await answering(
      {
        ...GOOD,
        userAttributes: phone === undefined ? { email: 'ana@example.com' } : { phone_number: phone },
        enableSMSMFA: true,
      },
      { ...EMAIL_POOL, MfaConfiguration: 'OPTIONAL' },
    );

    const answer = await signIn(sandbox, pool, 'ana@example.com', 'right').catch((error: Error) => error.message);

    expect(JSON.stringify(answer)).toContain(told);
  });

  it('fills in required attributes that are missing, except addresses', async () => {
    const required = (Name: string) => ({ ...EMAIL_POOL, Schema: [{ Name, Required: true, Mutable: true }] });
    const named = await answering({ ...GOOD, userAttributes: { email_verified: 'true' } }, required('given_name'));
    const called = await answering({ ...GOOD, userAttributes: { email_verified: 'true' } }, required('phone_number'));

    await signIn(sandbox, named, 'ana@example.com', 'right');
    const refused = refusal(signIn(sandbox, called, 'ana@example.com', 'right'));

    expect(usersOf(named)[0]?.attributes.given_name).toBeTruthy();
    await expect(refused).resolves.toContain('phone_number is required');
  });

  it('sends a welcome unless it is suppressed', async () => {
    const pool = await answering({ ...GOOD, messageAction: null, desiredDeliveryMediums: ['EMAIL'] });

    await signIn(sandbox, pool, 'ana@example.com', 'right');

    const messages = sandbox.cognito.outbox.filter(({ userPoolId }) => userPoolId === pool.userPoolId);
    expect(messages).toMatchObject([{ kind: 'welcome', destination: 'ana@example.com' }]);
  });

  it('signs in the user whom somebody else created while the function ran, by their own password', async () => {
    const pool = await withTrigger({ waitsMs: 700, response: GOOD });

    const wrong = refusal(signIn(sandbox, pool, 'ana@example.com', 'right'));
    const right = signIn(sandbox, pool, 'ana@example.com', 'their own');
    sandbox.cognito.seedUser(pool.userPoolId, {
      username: 'ana@example.com',
      attributes: { email: 'ana@example.com' },
      password: 'their own',
    });

    await expect(wrong).resolves.toBe('NotAuthorizedException: Incorrect username or password.');
    await expect(right).resolves.toHaveProperty('AuthenticationResult');
    expect(sandbox.functions.invocations(pool.arn)).toHaveLength(2);
    expect(usersOf(pool)).toHaveLength(1);
  });

  it('creates one user when the same person signs in twice at once', async () => {
    const pool = await answering(GOOD);

    const answers = await Promise.all([
      signIn(sandbox, pool, 'ana@example.com', 'right'),
      signIn(sandbox, pool, 'ana@example.com', 'right'),
    ]);

    expect(answers).toHaveLength(2);
    expect(usersOf(pool)).toHaveLength(1);
  });

  it('runs for an administrator’s sign-in, too', async () => {
    const pool = await answering(GOOD);

    const answer = await sandbox.cognito.call('AdminInitiateAuth', {
      UserPoolId: pool.userPoolId,
      ClientId: pool.clientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ana@example.com', PASSWORD: 'right' },
    });

    expect(answer).toHaveProperty('AuthenticationResult');
  });

  it('does not run at sign-up', async () => {
    const pool = await answering(GOOD);

    await sandbox.cognito.call('SignUp', {
      ClientId: pool.clientId,
      Username: 'ana@example.com',
      Password: 'Right-horse-7',
    });

    expect(sandbox.functions.invocations(pool.arn)).toEqual([]);
  });

  it('is followed by the triggers of the sign-in, with the user who is there now', async () => {
    const arn = addScripted(sandbox, 'all-in-one', { response: GOOD });
    const triggers = ['UserMigration', 'PreAuthentication', 'PostAuthentication', 'PreTokenGeneration'];
    const pool = await addPool(sandbox, {
      ...EMAIL_POOL,
      LambdaConfig: Object.fromEntries(triggers.map((trigger) => [trigger, arn])),
    });

    await signIn(sandbox, pool, 'ana@example.com', 'right');

    const [, ...following] = eventsOf(sandbox, arn);
    expect(following).toMatchObject(
      ['PreAuthentication_Authentication', 'PostAuthentication_Authentication', 'TokenGeneration_Authentication'].map(
        (triggerSource) => ({
          triggerSource,
          request: { userAttributes: { email: 'ana@example.com', 'cognito:user_status': 'CONFIRMED' } },
        }),
      ),
    );
  });

  describe('in a pool with a PreSignUp function', () => {
    const asked = async (source: CognitoControls['preSignUpAfterMigration'], script: object) => {
      const guard = addScripted(sandbox, 'guard', script);
      const arn = addScripted(sandbox, 'guarded', { response: GOOD });
      const pool = await addPool(sandbox, { ...EMAIL_POOL, LambdaConfig: { UserMigration: arn, PreSignUp: guard } });
      sandbox.cognito.controls.preSignUpAfterMigration = source;
      const answer = await signIn(sandbox, pool, 'ana@example.com', 'right').catch((error: Error) => error.message);
      sandbox.cognito.controls.preSignUpAfterMigration = createControls().preSignUpAfterMigration;
      return { answer, events: eventsOf(sandbox, guard), users: usersOf(pool) };
    };

    it.each(['PreSignUp_AdminCreateUser', 'PreSignUp_SignUp'] as const)(
      'asks it as %s before the user is made, as the control says',
      async (source) => {
        const { answer, events, users } = await asked(source, {});

        expect(answer).toHaveProperty('AuthenticationResult');
        expect(events).toMatchObject([
          { triggerSource: source, request: { userAttributes: GOOD.userAttributes, validationData: null } },
        ]);
        expect(users).toHaveLength(1);
      },
    );

    it('passes on to it what the request passed on', async () => {
      const guard = addScripted(sandbox, 'guard-metadata', {});
      const arn = addScripted(sandbox, 'guarded-metadata', { response: { ...GOOD, finalUserStatus: null } });
      const pool = await addPool(sandbox, { ...EMAIL_POOL, LambdaConfig: { UserMigration: arn, PreSignUp: guard } });
      const forgotten = await addPool(sandbox, {
        ...EMAIL_POOL,
        LambdaConfig: { UserMigration: arn, PreSignUp: guard },
      });

      await refusal(
        sandbox.cognito.call('InitiateAuth', {
          ClientId: pool.clientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: 'ana@example.com', PASSWORD: 'x' },
          ClientMetadata: { from: 'app' },
        }),
      );
      await sandbox.cognito.call('ForgotPassword', {
        ClientId: forgotten.clientId,
        Username: 'ana@example.com',
        ClientMetadata: { from: 'app' },
      });

      expect(eventsOf(sandbox, guard)).toMatchObject([
        { request: { validationData: { from: 'app' } } },
        { request: { validationData: null, clientMetadata: { from: 'app' } } },
      ]);
    });

    it('creates nobody whom it refuses', async () => {
      const { answer, users } = await asked('PreSignUp_AdminCreateUser', { throws: 'not you' });

      expect(answer).toBe('PreSignUp failed with error not you.');
      expect(users).toEqual([]);
    });

    it('leaves it out where the control says so', async () => {
      const { answer, events } = await asked(null, { throws: 'not you' });

      expect(answer).toHaveProperty('AuthenticationResult');
      expect(events).toEqual([]);
    });
  });

  it('stops where another trigger would write the welcome', async () => {
    const arn = addScripted(sandbox, 'welcoming', {
      response: { ...GOOD, messageAction: null, desiredDeliveryMediums: ['EMAIL'] },
    });
    const pool = await addPool(sandbox, { ...EMAIL_POOL, LambdaConfig: { UserMigration: arn, CustomMessage: arn } });

    await expect(refusal(signIn(sandbox, pool, 'ana@example.com', 'right'))).resolves.toBe(
      'NotServedBySandbox: The sandbox does not serve the CustomMessage trigger.',
    );
  });
});
