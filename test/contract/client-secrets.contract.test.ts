import {
  AddUserPoolClientSecretCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  DeleteUserPoolClientSecretCommand,
  DescribeUserPoolClientCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  ListUserPoolClientSecretsCommand,
  RevokeTokenCommand,
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

let aws: AwsUnderTest;
beforeAll(async () => {
  aws = await startAwsUnderTest();
});
afterAll(() => aws.close());

const OWN_SECRET = 'a_secret_that_somebody_made_up_1';

const world = async () => {
  const UserPoolId = await makePool(aws);
  const { id: ClientId, secret } = await makeClient(aws, UserPoolId, { GenerateSecret: true });
  await aws.cognito.send(new AdminCreateUserCommand({ UserPoolId, Username: 'ana', MessageAction: 'SUPPRESS' }));
  await aws.cognito.send(
    new AdminSetUserPasswordCommand({ UserPoolId, Username: 'ana', Password: 'Right-horse-7', Permanent: true }),
  );
  return { client: { UserPoolId, ClientId }, secret };
};
type World = Awaited<ReturnType<typeof world>>;

const add = async ({ client }: World, ClientSecret?: string) =>
  (await aws.cognito.send(new AddUserPoolClientSecretCommand({ ...client, ClientSecret }))).ClientSecretDescriptor;

const list = async ({ client }: World) =>
  (await aws.cognito.send(new ListUserPoolClientSecretsCommand(client))).ClientSecrets ?? [];

const remove = ({ client }: World, ClientSecretId: string | undefined) =>
  aws.cognito.send(new DeleteUserPoolClientSecretCommand({ ...client, ClientSecretId }));

const signIn = ({ client }: World, secret: string) =>
  aws.cognito.send(
    new InitiateAuthCommand({
      ClientId: client.ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: {
        USERNAME: 'ana',
        PASSWORD: 'Right-horse-7',
        SECRET_HASH: secretHash(secret, 'ana', client.ClientId),
      },
    }),
  );

describe('a second client secret', () => {
  it('works beside the first, and alone when the first is deleted', async () => {
    const app = await world();
    const second = await add(app);
    const value = second?.ClientSecretValue ?? '';

    for (const secret of [app.secret, value])
      await expect(signIn(app, secret)).resolves.toHaveProperty('AuthenticationResult');
    await remove(
      app,
      (await list(app)).find(({ ClientSecretId }) => ClientSecretId !== second?.ClientSecretId)?.ClientSecretId,
    );

    await expect(signIn(app, value)).resolves.toHaveProperty('AuthenticationResult');
    await expect(refusal(signIn(app, app.secret))).resolves.toBe(
      `NotAuthorizedException: Unable to verify secret hash for client ${app.client.ClientId}`,
    );
  });

  it('is named after its client and the moment, and shown once: not at all when somebody else made it', async () => {
    const app = await world();

    const made = await add(app, OWN_SECRET);

    expect(made?.ClientSecretId).toMatch(new RegExp(`^${app.client.ClientId}--\\d+$`));
    expect(made?.ClientSecretCreateDate).toBeInstanceOf(Date);
    expect(made?.ClientSecretValue).toBeUndefined();
    expect(await list(app)).toHaveLength(2);
    expect(JSON.stringify(await list(app))).not.toContain(OWN_SECRET);
    await expect(signIn(app, OWN_SECRET)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('is the last one that fits', async () => {
    const app = await world();
    await add(app);

    await expect(refusal(add(app))).resolves.toContain('LimitExceededException');
  });

  it('cannot be added to a client without a secret', async () => {
    const app = await world();
    const { id: ClientId } = await makeClient(aws, app.client.UserPoolId);
    const client = { ...app, client: { ...app.client, ClientId } };

    await expect(refusal(add(client))).resolves.toContain('InvalidParameterException');
  });

  it('is refused when it is too short', async () => {
    const app = await world();

    await expect(refusal(add(app, 'short'))).resolves.toContain('InvalidParameterException');
  });

  it('revokes and renews tokens, too', async () => {
    const app = await world();
    const value = (await add(app))?.ClientSecretValue ?? '';
    const { ClientId } = app.client;
    const { AuthenticationResult } = await signIn(app, value);
    const RefreshToken = AuthenticationResult?.RefreshToken ?? '';
    const renew = (ClientSecret?: string) =>
      aws.cognito.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken, ClientSecret }));

    const renewed = await renew(value);
    await expect(refusal(renew())).resolves.toContain('NotAuthorizedException');
    await aws.cognito.send(new RevokeTokenCommand({ ClientId, Token: RefreshToken, ClientSecret: value }));

    expect(renewed.AuthenticationResult?.AccessToken).toBeDefined();
    expect(renewed.AuthenticationResult?.RefreshToken).toBeUndefined();
    await expect(refusal(renew(value))).resolves.toContain('NotAuthorizedException');
  });
});

describe('the last client secret', () => {
  it('cannot be deleted', async () => {
    const app = await world();
    const [only] = await list(app);

    await expect(refusal(remove(app, only?.ClientSecretId))).resolves.toContain('InvalidParameterException');
    await expect(refusal(remove(app, 'another--1'))).resolves.toContain('ResourceNotFoundException');
    const { UserPoolClient } = await aws.cognito.send(new DescribeUserPoolClientCommand(app.client));
    expect(UserPoolClient?.ClientSecret).toBe(app.secret);
  });
});
