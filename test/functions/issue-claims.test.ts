import { Amplify } from 'aws-amplify';
import { fetchAuthSession, signIn, signOut, signUp } from 'aws-amplify/auth';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { toEnvironment } from '../../functions/issue-claims/environment.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';
import { startSilentServer } from '../support/silent-server.ts';
import { realTime } from '../support/slow-time.ts';

const password = 'Canary-Password-1';
const address = (name: string) => `canary-${name}@example.com`;
const person = (name: string) => ({
  username: `canary-${name}`,
  password,
  attributes: { email: address(name), email_verified: 'true' },
});
const groups = { 'old-readers': 'readers', 'old-writers': 'writers', 'old-ghosts': 'ghosts' };

const startWorld = async (tokenVersion: 'V1_0' | 'V2_0') => {
  const world = await createCrossingWorld({
    tokenVersion,
    trigger: { groups, claims: { groups: true, previousSub: 'prev_sub', owner: 'owner_id' } },
    users: ['ada', 'victim', 'refreshed', 'done'].map(person),
  });
  const { call } = world.sandbox.cognito;
  const [UserPoolId, old] = [world.target.userPoolId, world.source.userPoolId];
  for (const GroupName of ['readers', 'writers']) await call('CreateGroup', { UserPoolId, GroupName });
  for (const GroupName of Object.keys(groups)) await call('CreateGroup', { UserPoolId: old, GroupName });
  for (const { username } of world.seeded.values()) {
    for (const GroupName of Object.keys(groups)) {
      await call('AdminAddUserToGroup', { UserPoolId: old, Username: username, GroupName });
    }
  }
  await world.indexLogins();
  Amplify.configure({
    Auth: {
      Cognito: { userPoolId: UserPoolId, userPoolClientId: world.clientId, userPoolEndpoint: world.sandbox.url },
    },
  });
  return world;
};

describe.each(['V1_0', 'V2_0'] as const)('claims and groups of users who cross, in tokens of %s', (tokenVersion) => {
  let world: CrossingWorld;
  beforeAll(async () => {
    world = await startWorld(tokenVersion);
  });
  afterEach(() => signOut());
  afterAll(() => world.close());

  const signInAs = (name: string, secret = password) =>
    signIn({ username: address(name), password: secret, options: { authFlowType: 'USER_PASSWORD_AUTH' } });
  const tokensOf = async () => {
    const { tokens } = await fetchAuthSession();
    return { id: tokens?.idToken?.payload ?? {}, access: tokens?.accessToken.payload ?? {} };
  };
  const oldSub = (name: string) => world.seeded.get(`canary-${name}`)?.sub ?? '';
  const groupsOf = async (name: string) => {
    const { Groups } = await world.sandbox.cognito.call<{ Groups: { GroupName: string }[] }>('AdminListGroupsForUser', {
      UserPoolId: world.target.userPoolId,
      Username: address(name),
    });
    return Groups.map(({ GroupName }) => GroupName).sort();
  };

  it('are in the very first token', async () => {
    await signInAs('ada');

    const { id, access } = await tokensOf();

    const claims = { prev_sub: oldSub('ada'), owner_id: oldSub('ada') };
    expect(id).toMatchObject({ ...claims, 'cognito:groups': expect.arrayContaining(['readers', 'writers']) });
    expect(access['cognito:groups']).toEqual(expect.arrayContaining(['readers', 'writers']));
    if (tokenVersion === 'V2_0') expect(access).toMatchObject(claims);
    else expect(access).not.toHaveProperty('owner_id');
  });

  it('are in the target itself, except a group that it does not have, which alarms', async () => {
    expect(await groupsOf('ada')).toEqual(['readers', 'writers']);
    expect(world.outputOf('bind-user')).toMatch(/"level":"ERROR".*"missing":\["ghosts"\]/);
  });

  it('are in tokens that are refreshed', async () => {
    const { call } = world.sandbox.cognito;
    type Answer = { readonly AuthenticationResult: { readonly IdToken: string; readonly RefreshToken: string } };
    const { AuthenticationResult } = await call<Answer>('InitiateAuth', {
      ClientId: world.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: address('refreshed'), PASSWORD: password },
    });

    const refreshed = await call<Answer>('InitiateAuth', {
      ClientId: world.clientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: AuthenticationResult.RefreshToken },
    });

    const [, payload = ''] = refreshed.AuthenticationResult.IdToken.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      prev_sub: oldSub('refreshed'),
      owner_id: oldSub('refreshed'),
    });
  });

  it('are those of the user alone: another’s sub, written by oneself, is worth nothing', async () => {
    const thief = { username: address('thief'), password: 'Thief-Password-1' };
    await signUp({ ...thief, options: { userAttributes: { 'custom:prev_sub_id': oldSub('victim') } } });
    await world.sandbox.cognito.call('AdminConfirmSignUp', {
      UserPoolId: world.target.userPoolId,
      Username: thief.username,
    });
    const thiefsClaims = async () => {
      await signInAs('thief', thief.password);
      const { id, access } = await tokensOf();
      await signOut();
      return { ...access, ...id };
    };

    const before = await thiefsClaims();
    await signInAs('victim');
    await signOut();
    const after = await thiefsClaims();

    for (const claims of [before, after]) {
      for (const name of ['prev_sub', 'owner_id', 'cognito:groups']) expect(claims).not.toHaveProperty(name);
    }
    expect(await groupsOf('thief')).toEqual([]);
  });

  it('name everybody else by their own sub', async () => {
    await signUp({ username: address('new'), password: 'New-Password-1' });
    await world.sandbox.cognito.call('AdminConfirmSignUp', {
      UserPoolId: world.target.userPoolId,
      Username: address('new'),
    });
    await signInAs('new', 'New-Password-1');

    const { id } = await tokensOf();

    expect(id).toMatchObject({ owner_id: id.sub });
    expect(id).not.toHaveProperty('prev_sub');
  });

  it('are not touched again once they were replayed, whatever changes about the groups of the target', async () => {
    await signInAs('done');
    await signOut();
    await world.sandbox.cognito.call('CreateGroup', { UserPoolId: world.target.userPoolId, GroupName: 'ghosts' });

    await signInAs('done');

    expect(await groupsOf('done')).toEqual(['readers', 'writers']);
    expect(await world.ledger.find(oldSub('done'))).toMatchObject({ groupsReplayedAtMs: expect.any(Number) });
  });

  it('are written down nowhere', () => {
    for (const name of ['issue-claims', 'bind-user', 'migrate-user']) {
      expect(world.outputOf(name), name).not.toMatch(/canary|Thief|New-Password/i);
    }
  });
});

describe('the issue-claims function', () => {
  let world: CrossingWorld;
  let silent: Awaited<ReturnType<typeof startSilentServer>>;
  beforeAll(async () => {
    silent = await startSilentServer();
    world = await createCrossingWorld({ trigger: { claims: { owner: 'owner_id' } } });
  });
  afterAll(async () => {
    await world.close();
    await silent.close();
  });

  const event = () => ({
    version: '1',
    triggerSource: 'TokenGeneration_RefreshTokens',
    userPoolId: world.target.userPoolId,
    userName: 'canary-user',
    callerContext: { awsSdkVersion: 'x', clientId: world.clientId },
    request: {
      userAttributes: { sub: 'canary-new', 'custom:prev_sub_id': 'canary-old', email: 'canary@example.com' },
      groupConfiguration: { groupsToOverride: ['canary-group'], iamRolesToOverride: [], preferredRole: null },
    },
    response: { claimsOverrideDetails: null },
  });

  it.each<[string, () => Readonly<Record<string, string>>]>([
    ['whose ledger never answers', () => ({ ...realTime, AWS_ENDPOINT_URL_DYNAMODB: silent.url })],
    ['whose ledger is gone', () => ({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' })],
  ])('fails no token and names no owner from a function %s', async (name, overrides) => {
    const environment = toEnvironment({ config: world.config, target: world.target });
    world.register(name, { ...environment, ...overrides() }, 'issue-claims');

    const result = await world.invoke(name, event());

    expect(result).toMatchObject({
      kind: 'returned',
      payload: {
        ...event(),
        response: {
          claimsOverrideDetails: {
            claimsToAddOrOverride: {},
            claimsToSuppress: ['owner_id'],
            groupOverrideDetails: { groupsToOverride: ['canary-group'] },
          },
        },
      },
    });
    expect(world.outputOf(name)).toContain('"ClaimsFailed":1');
    expect(world.outputOf(name)).not.toContain('canary');
  });

  it.each(['POWERTOOLS_LOGGER_LOG_EVENT', 'POWERTOOLS_TRACER_CAPTURE_RESPONSE', 'POWERTOOLS_DEV'])(
    'logs no claim even with %s=true',
    async (name) => {
      const environment = toEnvironment({ config: world.config, target: world.target });
      world.register(name, { ...environment, [name]: 'true', POWERTOOLS_LOG_LEVEL: 'DEBUG' }, 'issue-claims');

      expect(await world.invoke(name, event())).toMatchObject({ kind: 'returned' });

      expect(world.outputOf(name)).toContain('claims withheld');
      expect(world.outputOf(name)).not.toContain('canary');
    },
  );

  it('fails no token for settings that it cannot read, and alarms', async () => {
    world.register('damaged', { POOLFERRY_CLAIMS: '{"canary' }, 'issue-claims');

    expect(await world.invoke('damaged', event())).toMatchObject({ kind: 'returned', payload: event() });
    expect(world.outputOf('damaged')).toContain('"ClaimsFailed":1');
    expect(world.outputOf('damaged')).not.toContain('canary');
  });
});
