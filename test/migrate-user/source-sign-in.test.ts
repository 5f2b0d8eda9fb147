import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toClientConfig } from '../../aws/clients/client-settings.ts';
import { getProfile } from '../../aws/sign-in/get-profile.ts';
import { signInToSource } from '../../aws/sign-in/source-sign-in.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { smsFor } from '../support/aws-under-test.ts';
import { startSilentServer } from '../support/silent-server.ts';

const password = 'Old-Password-1';
const never = new AbortController().signal;
const clientAt = (endpoint: string) =>
  new CognitoIdentityProviderClient({
    ...toClientConfig({ region: 'eu-west-1', maxAttempts: 1 }),
    endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

describe('signing in to the source', () => {
  let sandbox: Sandbox;
  let client: CognitoIdentityProviderClient;
  let userPoolId: string;
  const clients: Record<string, { clientId: string; secret: string | undefined }> = {};
  const subs = new Map<string, string>();

  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 'sign-in', dynamodb: 'none' });
    client = clientAt(sandbox.url);
    const { call, seedUser } = sandbox.cognito;
    const { UserPool } = await call<{ UserPool: { Id: string } }>('CreateUserPool', {
      PoolName: 'source',
      MfaConfiguration: 'OPTIONAL',
      ...smsFor({ MfaConfiguration: 'OPTIONAL' }),
    });
    userPoolId = UserPool.Id;
    for (const [name, request] of Object.entries({
      open: { ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] },
      secret: { ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'], GenerateSecret: true },
      flowless: { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
    })) {
      const { UserPoolClient } = await call<{ UserPoolClient: { ClientId: string; ClientSecret?: string } }>(
        'CreateUserPoolClient',
        { UserPoolId: userPoolId, ClientName: name, ...request },
      );
      clients[name] = { clientId: UserPoolClient.ClientId, secret: UserPoolClient.ClientSecret };
    }
    const attributes = { email: 'ada@example.com', email_verified: 'true' };
    for (const [username, overrides] of Object.entries({
      ada: {},
      grouped: {},
      off: { enabled: false },
      temporary: { status: 'FORCE_CHANGE_PASSWORD' },
      careful: { mfa: { methods: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' } },
    } as const)) {
      subs.set(username, seedUser(userPoolId, { username, password, attributes, ...overrides }).sub);
    }
  });
  afterAll(() => sandbox.close());

  const signIn = (username: string, typed = password, clientName = 'open', clientSecret?: (again: boolean) => string) =>
    signInToSource(
      {
        client,
        userPoolId,
        clientId: clients[clientName]?.clientId ?? '',
        ...(clientSecret ? { clientSecret: async (again: boolean) => clientSecret(again) } : {}),
      },
      { username, password: typed },
      never,
    );

  it('tells who signed in, and nothing else', async () => {
    expect(await signIn('ada')).toEqual({
      kind: 'tokens',
      sub: subs.get('ada'),
      username: 'ada',
      groups: [],
    });
  });

  it.each([
    ['a wrong password', 'ada', 'Wrong-Password-1', 'NotAuthorizedException'],
    ['a disabled user', 'off', password, 'NotAuthorizedException'],
    ['nobody', 'nobody', password, 'UserNotFoundException'],
  ])('names the error for %s', async (_, username, typed, name) => {
    expect(await signIn(username, typed)).toEqual({ kind: 'error', call: 'AdminInitiateAuth', name });
  });

  it.each([
    ['temporary', 'NEW_PASSWORD_REQUIRED'],
    ['careful', 'SOFTWARE_TOKEN_MFA'],
  ])('names the challenge of %s', async (username, name) => {
    expect(await signIn(username)).toMatchObject({ kind: 'challenge', name });
  });

  it('names a client that lacks the flow', async () => {
    expect(await signIn('ada', password, 'flowless')).toEqual({
      kind: 'error',
      call: 'AdminInitiateAuth',
      name: 'InvalidParameterException',
    });
  });

  it('says nothing of where a sign-in came from: whatever an event tells of that, end users could have made up', async () => {
    const noting = clientAt(sandbox.url);
    const sent: object[] = [];
    noting.middlewareStack.add((next) => (request) => {
      sent.push(request.input);
      return next(request);
    });

    await signInToSource(
      { client: noting, userPoolId, clientId: clients.open?.clientId ?? '' },
      { username: 'ada', password },
      never,
    );

    expect(sent).toEqual([
      {
        UserPoolId: userPoolId,
        ClientId: clients.open?.clientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD: password },
      },
    ]);
  });

  it('proves the secret of the client', async () => {
    const reads: boolean[] = [];

    const answer = await signIn('ada', password, 'secret', (again) => {
      reads.push(again);
      return clients.secret?.secret ?? '';
    });

    expect(answer.kind).toBe('tokens');
    expect(reads).toEqual([false]);
  });

  it('says of groups only their names', async () => {
    const { call } = sandbox.cognito;
    await call('CreateGroup', { UserPoolId: userPoolId, GroupName: 'admins' });
    await call('AdminAddUserToGroup', { UserPoolId: userPoolId, GroupName: 'admins', Username: 'grouped' });

    expect(await signIn('grouped')).toEqual({
      kind: 'tokens',
      sub: subs.get('grouped'),
      username: 'grouped',
      groups: ['admins'],
    });
  });

  it('says so when the secret cannot be read, and asks nobody', async () => {
    const before = sandbox.requests.length;

    const answer = await signIn('ada', password, 'secret', () => {
      throw Object.assign(new Error('canary'), { name: 'DecryptionFailure' });
    });

    expect(answer).toEqual({ kind: 'error', call: 'GetSecretValue', name: 'DecryptionFailure' });
    expect(sandbox.requests.length).toBe(before);
  });

  it('reads a rotated secret again, once', async () => {
    const reads: boolean[] = [];

    const answer = await signIn('ada', password, 'secret', (again) => {
      reads.push(again);
      return again ? (clients.secret?.secret ?? '') : 'stale';
    });

    expect(answer.kind).toBe('tokens');
    expect(reads).toEqual([false, true]);
  });

  it('gives up on a secret that is still wrong', async () => {
    const reads: boolean[] = [];

    const answer = await signIn('ada', password, 'secret', (again) => {
      reads.push(again);
      return 'wrong';
    });

    expect(answer).toEqual({ kind: 'error', call: 'AdminInitiateAuth', name: 'SecretHashRejected' });
    expect(reads).toEqual([false, true]);
  });

  it('says so where the client has a secret and none is configured', async () => {
    expect(await signIn('ada', password, 'secret')).toEqual({
      kind: 'error',
      call: 'AdminInitiateAuth',
      name: 'SecretHashRejected',
    });
  });

  it('asks once when the source cannot be reached', async () => {
    const unreachable = { client: clientAt('http://127.0.0.1:1'), userPoolId, clientId: 'x' };

    expect(await signInToSource(unreachable, { username: 'ada', password }, never)).toEqual({
      kind: 'error',
      call: 'AdminInitiateAuth',
      name: 'Unreachable',
    });
  });

  it('hangs up on a source that never answers', async () => {
    const silent = await startSilentServer();
    const source = { client: clientAt(silent.url), userPoolId, clientId: 'x' };
    const patience = new AbortController();
    const signIns = [
      signInToSource(source, { username: 'ada', password }, patience.signal),
      getProfile(source, 'ada', patience.signal),
    ];
    await expect.poll(() => silent.received()).toBe(2);
    patience.abort();

    const answers = await Promise.all(signIns);
    await expect.poll(() => silent.hungUp()).toBe(2);

    expect(answers).toEqual([
      { kind: 'error', call: 'AdminInitiateAuth', name: 'AbortError' },
      { kind: 'error', call: 'AdminGetUser', name: 'AbortError' },
    ]);
    expect(silent.received()).toBe(2);
    await silent.close();
  });

  it('shows a user with second factors', async () => {
    const profile = await getProfile({ client, userPoolId }, 'careful', never);

    expect(profile).toMatchObject({
      kind: 'found',
      secondFactors: ['SOFTWARE_TOKEN_MFA'],
      user: { username: 'careful', sub: subs.get('careful'), enabled: true, status: 'CONFIRMED' },
    });
    expect(await getProfile({ client, userPoolId }, 'nobody', never)).toEqual({
      kind: 'error',
      call: 'AdminGetUser',
      name: 'UserNotFoundException',
    });
  });
});
