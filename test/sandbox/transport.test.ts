import { CloudWatchLogsClient, DescribeLogStreamsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { addPool, type PoolAndClient, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
let pool: PoolAndClient;
beforeEach(async () => {
  sandbox = await startStillSandbox();
  pool = await addPool(sandbox);
});
afterEach(() => sandbox.close());

const base = () => ({
  region: sandbox.region,
  credentials: { accessKeyId: 'SANDBOX', secretAccessKey: 'not-a-secret' },
  requestHandler: sandbox.requestHandler,
});

const unsocketed = () => new CognitoIdentityProviderClient(base());
const socketed = () =>
  new CognitoIdentityProviderClient({ region: sandbox.region, credentials: base().credentials, endpoint: sandbox.url });

const createAna = () =>
  new AdminCreateUserCommand({
    UserPoolId: pool.userPoolId,
    Username: 'ana',
    MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'name', Value: 'Ána “🦊”' }],
  });

describe('a client without a socket', () => {
  it('sees what a client with one sees, types and all', async () => {
    await unsocketed().send(createAna());
    const get = new AdminGetUserCommand({ UserPoolId: pool.userPoolId, Username: 'ana' });

    const [here, there] = [await unsocketed().send(get), await socketed().send(get)];

    expect({ ...here, $metadata: {} }).toEqual({ ...there, $metadata: {} });
    expect(here.UserCreateDate).toBeInstanceOf(Date);
    expect(here.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(here.UserAttributes).toContainEqual({ Name: 'name', Value: 'Ána “🦊”' });
  });

  it('gets errors of the SDK, with a type and a status', async () => {
    await unsocketed().send(createAna());

    const error = await unsocketed()
      .send(createAna())
      .catch((thrown) => thrown);

    expect(error.constructor.name).toBe('UsernameExistsException');
    expect(error.$metadata.httpStatusCode).toBe(400);
  });

  it('reaches every service that has a client', async () => {
    sandbox.secrets.create('one', 'of many');
    const [logs, secrets, sts] = [
      new CloudWatchLogsClient(base()),
      new SecretsManagerClient(base()),
      new STSClient(base()),
    ];

    await expect(refusal(logs.send(new DescribeLogStreamsCommand({ logGroupName: 'none' })))).resolves.toContain(
      'ResourceNotFoundException',
    );
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: 'one' }))).resolves.toHaveProperty(
      'SecretString',
      'of many',
    );
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toHaveProperty('Account', sandbox.accountId);
  });

  it('calls what needs no signature, and is asked for one where AWS asks', async () => {
    const unsigned = new CognitoIdentityProviderClient({
      ...base(),
      signer: { sign: async (request) => request },
    });
    const signIn = new InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ana', PASSWORD: 'wrong' },
    });

    await expect(refusal(unsigned.send(signIn))).resolves.toContain('UserNotFoundException');
    await expect(refusal(unsigned.send(new ListUsersCommand({ UserPoolId: pool.userPoolId })))).resolves.toContain(
      'MissingAuthenticationTokenException',
    );
  });

  it('is counted among the requests, meets the quotas and waits with the SDK’s own retries', async () => {
    sandbox.quotas.enforce('UserList', 1);
    const list = new ListUsersCommand({ UserPoolId: pool.userPoolId });
    const client = new CognitoIdentityProviderClient({ ...base(), maxAttempts: 2 });
    await client.send(list);

    await expect(refusal(client.send(list))).resolves.toContain('TooManyRequestsException');

    expect(sandbox.requests.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
      'ListUsers 200',
      'ListUsers 400',
      'ListUsers 400',
    ]);
  });

  it('need not compute signatures, and is still somebody who signed', async () => {
    sandbox.faults.add({ kind: 'access-denied', when: ({ signedBy }) => signedBy?.region === 'eu-west-1', times: 1 });
    const client = new CognitoIdentityProviderClient(sandbox.clientSettings);

    await expect(refusal(client.send(createAna()))).resolves.toContain('AccessDeniedException');
    await expect(client.send(createAna())).resolves.toHaveProperty('User.Username', 'ana');
  });

  it('may bring its own timeout, which ends an answer that never comes', async () => {
    sandbox.faults.add({ kind: 'silence', applied: false });
    const client = new CognitoIdentityProviderClient({ ...base(), maxAttempts: 1 });

    const call = client.send(new ListUsersCommand({ UserPoolId: pool.userPoolId }), { requestTimeout: 20 });

    await expect(refusal(call)).resolves.toBe('TimeoutError: No answer within 20 ms');
  });
});
