import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  type AuthFlowType,
  DeleteUserPoolClientCommand,
  DeleteUserPoolCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AwsUnderTest,
  makeClient,
  makePool,
  refusal,
  secretHash,
  startAwsUnderTest,
} from '../support/aws-under-test.ts';
import { addUser, PASSWORD, signIn } from '../support/sign-in-steps.ts';

let aws: AwsUnderTest;
beforeAll(async () => {
  aws = await startAwsUnderTest();
});
afterAll(() => aws.close());

const claimsOf = (token: string | undefined) =>
  JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString('utf8'));

const world = async (settings: Parameters<typeof makeClient>[2] = {}) => {
  const pool = await makePool(aws);
  const client = await makeClient(aws, pool, settings);
  await addUser(aws, pool, 'ana');
  return { pool, client };
};

describe('a sign-in with the right password', () => {
  it('gives tokens that name the user', async () => {
    const { pool, client } = await world();

    const { AuthenticationResult } = await signIn(aws, client.id, 'ana');

    const id = claimsOf(AuthenticationResult?.IdToken);
    const access = claimsOf(AuthenticationResult?.AccessToken);
    expect(id).toMatchObject({ 'cognito:username': 'ana', aud: client.id, token_use: 'id' });
    expect(id.iss).toMatch(new RegExp(`/${pool}$`));
    expect(access).toMatchObject({ username: 'ana', client_id: client.id, token_use: 'access', sub: id.sub });
  });

  it('works for an administrator, too', async () => {
    const { pool, client } = await world();

    const answer = await aws.cognito.send(
      new AdminInitiateAuthCommand({
        UserPoolId: pool,
        ClientId: client.id,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ana', PASSWORD },
      }),
    );

    expect(answer.AuthenticationResult?.RefreshToken).toBeDefined();
  });

  it('asks for a new password where it was a temporary one', async () => {
    const { pool, client } = await world();
    await addUser(aws, pool, 'bo', { Permanent: false });

    const challenge = await signIn(aws, client.id, 'bo');
    const answer = await aws.cognito.send(
      new RespondToAuthChallengeCommand({
        ClientId: client.id,
        ChallengeName: challenge.ChallengeName,
        Session: challenge.Session,
        ChallengeResponses: { USERNAME: 'bo', NEW_PASSWORD: 'Another-horse-8' },
      }),
    );

    expect(challenge).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
    expect(challenge.AuthenticationResult).toBeUndefined();
    expect(answer.AuthenticationResult?.IdToken).toBeDefined();
    await expect(refusal(signIn(aws, client.id, 'bo'))).resolves.toContain('NotAuthorizedException');
  });

  it('is told to confirm an account that is not confirmed, whatever the password', async () => {
    const { pool, client } = await world();
    await aws.cognito.send(new SignUpCommand({ ClientId: client.id, Username: 'cy', Password: PASSWORD }));

    for (const password of [PASSWORD, 'wrong']) {
      await expect(refusal(signIn(aws, client.id, 'cy', password))).resolves.toBe(
        'UserNotConfirmedException: User is not confirmed.',
      );
    }
    await aws.cognito.send(new AdminConfirmSignUpCommand({ UserPoolId: pool, Username: 'cy' }));

    await expect(signIn(aws, client.id, 'cy')).resolves.toHaveProperty('AuthenticationResult');
  });
});

describe('a new password', () => {
  const given = (values: Record<string, string>) => Object.entries(values).map(([Name, Value]) => ({ Name, Value }));

  /** Somebody invited to a pool that requires a given name, who has signed in with the temporary password. */
  const invited = async (values: Record<string, string>) => {
    const pool = await makePool(aws, {
      Schema: [{ Name: 'given_name', AttributeDataType: 'String', Required: true, Mutable: true }],
    });
    const client = await makeClient(aws, pool);
    const user = { UserPoolId: pool, Username: 'ana' };
    await aws.cognito.send(
      new AdminCreateUserCommand({
        ...user,
        UserAttributes: given(values),
        TemporaryPassword: PASSWORD,
        MessageAction: 'SUPPRESS',
      }),
    );
    const challenge = await signIn(aws, client.id, 'ana', PASSWORD);
    const answer = (responses: Record<string, string>) =>
      aws.cognito.send(
        new RespondToAuthChallengeCommand({
          ClientId: client.id,
          ChallengeName: challenge.ChallengeName,
          Session: challenge.Session,
          ChallengeResponses: { USERNAME: 'ana', NEW_PASSWORD: 'Another-horse-8', ...responses },
        }),
      );
    const attributes = async () => (await aws.cognito.send(new AdminGetUserCommand(user))).UserAttributes;
    return { challenge, answer, attributes };
  };

  it('comes with the required attributes that the administrator left out', async () => {
    const { challenge, answer, attributes } = await invited({});

    expect(JSON.parse(challenge.ChallengeParameters?.requiredAttributes ?? '')).toEqual(['userAttributes.given_name']);
    await expect(refusal(answer({}))).resolves.toBe(
      'InvalidParameterException: Invalid attributes given, given_name is missing',
    );
    await expect(answer({ 'userAttributes.given_name': 'Ana' })).resolves.toHaveProperty('AuthenticationResult');
    await expect(attributes()).resolves.toContainEqual({ Name: 'given_name', Value: 'Ana' });
  });

  it('does not change a required attribute that is there', async () => {
    const { answer, attributes } = await invited({ given_name: 'Ana' });

    await expect(refusal(answer({ 'userAttributes.given_name': 'Bo' }))).resolves.toBe(
      'NotAuthorizedException: Cannot modify an already provided given_name',
    );
    await expect(answer({})).resolves.toHaveProperty('AuthenticationResult');
    await expect(attributes()).resolves.toContainEqual({ Name: 'given_name', Value: 'Ana' });
  });

  it('leaves no address verified that came with it', async () => {
    const { answer, attributes } = await invited({
      given_name: 'Ana',
      email: 'old@example.com',
      email_verified: 'true',
    });

    await answer({ 'userAttributes.email': 'new@example.com' });

    await expect(attributes()).resolves.toContainEqual({ Name: 'email_verified', Value: 'false' });
  });
});

describe('a sign-in that fails', () => {
  it.each([
    ['LEGACY', 'UserNotFoundException: User does not exist.', 'NotAuthorizedException: User is disabled.'],
    [
      'ENABLED',
      'NotAuthorizedException: Incorrect username or password.',
      'NotAuthorizedException: Incorrect username or password.',
    ],
  ] as const)('tells as much as PreventUserExistenceErrors %s lets it', async (setting, unknown, disabled) => {
    const { pool, client } = await world({ PreventUserExistenceErrors: setting });
    await addUser(aws, pool, 'off');
    await aws.cognito.send(new AdminDisableUserCommand({ UserPoolId: pool, Username: 'off' }));

    await expect(refusal(signIn(aws, client.id, 'ana', 'wrong'))).resolves.toBe(
      'NotAuthorizedException: Incorrect username or password.',
    );
    await expect(refusal(signIn(aws, client.id, 'nobody'))).resolves.toBe(unknown);
    await expect(refusal(signIn(aws, client.id, 'off'))).resolves.toBe(disabled);
  });

  it('refuses flows that the client may not use', async () => {
    const { pool, client } = await world({ ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] });
    const admin = new AdminInitiateAuthCommand({
      UserPoolId: pool,
      ClientId: client.id,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' as AuthFlowType,
      AuthParameters: { USERNAME: 'ana', PASSWORD },
    });

    await expect(refusal(signIn(aws, client.id, 'ana'))).resolves.toBe(
      'InvalidParameterException: USER_PASSWORD_AUTH flow not enabled for this client',
    );
    await expect(refusal(aws.cognito.send(admin))).resolves.toBe(
      'InvalidParameterException: Auth flow not enabled for this client',
    );
  });

  it('refuses the flow of an administrator to an app, and that of an app to an administrator', async () => {
    const { pool, client } = await world();
    const request = { ClientId: client.id, AuthParameters: { USERNAME: 'ana', PASSWORD } };
    const told = 'InvalidParameterException: Initiate Auth method not supported.';

    await expect(
      refusal(aws.cognito.send(new InitiateAuthCommand({ ...request, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' }))),
    ).resolves.toBe(told);
    await expect(
      refusal(
        aws.cognito.send(
          new AdminInitiateAuthCommand({ ...request, UserPoolId: pool, AuthFlow: 'USER_PASSWORD_AUTH' }),
        ),
      ),
    ).resolves.toBe(told);
  });

  it('names the parameter that is missing', async () => {
    const { client } = await world();
    const call = new InitiateAuthCommand({ ClientId: client.id, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: {} });

    await expect(refusal(aws.cognito.send(call))).resolves.toBe(
      'InvalidParameterException: Missing required parameter USERNAME',
    );
  });
});

describe('a client with a secret', () => {
  it('takes the hash over the name as it was sent, and nothing else', async () => {
    const { client } = await world({ GenerateSecret: true });
    const right = secretHash(client.secret, 'ana', client.id);
    const wrong = secretHash(client.secret, 'Ana', client.id);

    await expect(refusal(signIn(aws, client.id, 'ana'))).resolves.toContain(
      'is configured with secret but SECRET_HASH was not received',
    );
    await expect(refusal(signIn(aws, client.id, 'ana', PASSWORD, { SECRET_HASH: wrong }))).resolves.toBe(
      `NotAuthorizedException: Unable to verify secret hash for client ${client.id}`,
    );
    await expect(signIn(aws, client.id, 'ana', PASSWORD, { SECRET_HASH: right })).resolves.toHaveProperty(
      'AuthenticationResult',
    );
  });
});

describe('a client without a secret', () => {
  it('takes no hash', async () => {
    const { client } = await world();
    const SECRET_HASH = secretHash('no-secret-of-theirs', 'ana', client.id);

    await expect(refusal(signIn(aws, client.id, 'ana', PASSWORD, { SECRET_HASH }))).resolves.toBe(
      `NotAuthorizedException: Unable to verify secret hash for client ${client.id}`,
    );
  });
});

type Tokens = { readonly access: string; readonly refresh: string; readonly client: string };

describe('tokens', () => {
  const refresh = (ClientId: string, token: string | undefined) =>
    aws.cognito.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: token ?? '' },
      }),
    );

  it('are renewed without a new refresh token', async () => {
    const { client } = await world();
    const { AuthenticationResult } = await signIn(aws, client.id, 'ana');

    const renewed = await refresh(client.id, AuthenticationResult?.RefreshToken);

    expect(renewed.AuthenticationResult?.AccessToken).toBeDefined();
    expect(renewed.AuthenticationResult?.RefreshToken).toBeUndefined();
  });

  it.each([
    [
      'a global sign-out',
      (tokens: Tokens) => aws.cognito.send(new GlobalSignOutCommand({ AccessToken: tokens.access })),
    ],
    [
      'the revocation of the refresh token',
      (tokens: Tokens) => aws.cognito.send(new RevokeTokenCommand({ Token: tokens.refresh, ClientId: tokens.client })),
    ],
  ])('fall together with %s', async (_title, end) => {
    const { client } = await world();
    const { AuthenticationResult } = await signIn(aws, client.id, 'ana');
    const access = AuthenticationResult?.AccessToken ?? '';
    await aws.cognito.send(new GetUserCommand({ AccessToken: access }));

    await end({ access, refresh: AuthenticationResult?.RefreshToken ?? '', client: client.id });

    await expect(refusal(aws.cognito.send(new GetUserCommand({ AccessToken: access })))).resolves.toBe(
      'NotAuthorizedException: Access Token has been revoked',
    );
    await expect(refusal(refresh(client.id, AuthenticationResult?.RefreshToken))).resolves.toContain(
      'NotAuthorizedException',
    );
  });

  it.each([
    ['client', (UserPoolId: string, ClientId: string) => new DeleteUserPoolClientCommand({ UserPoolId, ClientId })],
    ['pool', (UserPoolId: string) => new DeleteUserPoolCommand({ UserPoolId })],
  ] as const)('go away with their %s', async (_title, remove) => {
    const { pool, client } = await world();
    const { AuthenticationResult } = await signIn(aws, client.id, 'ana', PASSWORD);
    const AccessToken = AuthenticationResult?.AccessToken ?? '';
    await aws.cognito.send(new GetUserCommand({ AccessToken }));

    await aws.cognito.send(remove(pool, client.id) as DeleteUserPoolClientCommand);

    await expect(refusal(aws.cognito.send(new GetUserCommand({ AccessToken })))).resolves.toContain('Exception');
    await expect(refusal(refresh(client.id, AuthenticationResult?.RefreshToken))).resolves.toContain(
      'ResourceNotFoundException',
    );
  });

  it('are refused when somebody else signed them', async () => {
    const { client } = await world();
    const { AuthenticationResult } = await signIn(aws, client.id, 'ana');
    const [header, payload] = AuthenticationResult?.AccessToken?.split('.') ?? [];

    const forged = `${header}.${payload}.${Buffer.alloc(256, 7).toString('base64url')}`;

    await expect(refusal(aws.cognito.send(new GetUserCommand({ AccessToken: forged })))).resolves.toBe(
      'NotAuthorizedException: Invalid Access Token',
    );
  });
});

describe('SignUp', () => {
  it('is refused where only administrators make users', async () => {
    const pool = await makePool(aws, { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
    const client = await makeClient(aws, pool);
    const call = new SignUpCommand({ ClientId: client.id, Username: 'ana', Password: PASSWORD });

    await expect(refusal(aws.cognito.send(call))).resolves.toBe(
      'NotAuthorizedException: SignUp is not permitted for this user pool',
    );
  });

  it.each([
    ['an attribute that the client may not write', { Name: 'custom:prev', Value: 'x' }],
    ['a verified flag', { Name: 'email_verified', Value: 'true' }],
  ])('refuses %s', async (_title, attribute) => {
    const pool = await makePool(aws, { Schema: [{ Name: 'prev', AttributeDataType: 'String' }] });
    const client = await makeClient(aws, pool, { WriteAttributes: ['email'] });
    const call = new SignUpCommand({
      ClientId: client.id,
      Username: 'ana',
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: 'ana@example.com' }, attribute],
    });

    await expect(refusal(aws.cognito.send(call))).resolves.toBe(
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    );
  });
});
