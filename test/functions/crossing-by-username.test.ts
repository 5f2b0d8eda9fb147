import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';

const password = 'Old-Password-1';
const person = (username: string, overrides: object = {}) => ({
  username,
  password,
  attributes: { email: `${username}@example.com`, email_verified: 'true' },
  ...overrides,
});
const refusal = 'NotAuthorizedException: Incorrect username or password.';
const byUsername = { AliasAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } };

describe('crossing between pools that sign in by username and e-mail alias', () => {
  let world: CrossingWorld;
  beforeAll(async () => {
    world = await createCrossingWorld({
      sourcePool: byUsername,
      targetPool: { ...byUsername, UsernameAttributes: undefined },
      sourceClient: { GenerateSecret: true },
      trigger: { lookup: 'as-typed', sourceClientSecretArn: 'source-client-secret' },
      users: [
        person('ada'),
        person('grace'),
        person('hedy'),
        person('joan', { attributes: { email: 'joan@example.com', email_verified: 'false' } }),
        person('mary'),
        person('vera'),
      ],
    });
    world.sandbox.secrets.create('source-client-secret', world.clientSecret ?? '');
  });
  afterAll(() => world.close());

  it('lets a user in by username, with the secret of the client', async () => {
    const { claims } = await world.signIn('Ada', password);

    expect(claims).toMatchObject({ 'cognito:username': 'ada', email: 'ada@example.com', email_verified: true });
    expect(await world.ledger.find(world.seeded.get('ada')?.sub ?? '')).toMatchObject({ state: 'bound' });
  });

  it('gives a user who typed the alias their username, and lets them in by both', async () => {
    const { claims } = await world.signIn('Grace@example.com', password);

    expect(claims).toMatchObject({ 'cognito:username': 'grace', email: 'grace@example.com' });
    expect((await world.signIn('grace', password)).claims?.sub).toBe(claims?.sub);
    expect(await world.ledger.find(world.seeded.get('grace')?.sub ?? '')).toMatchObject({
      state: 'bound',
      newSub: claims?.sub,
    });
  });

  it('takes no alias that the source has not verified', async () => {
    expect(await world.signIn('joan@example.com', password)).toEqual({ refusal });
    const { claims } = await world.signIn('joan', password);
    expect(claims).toMatchObject({ email_verified: false });
  });

  it('takes no alias from whoever holds it, and lets the user try again', async () => {
    const squatter = world.sandbox.cognito.seedUser(world.target.userPoolId, {
      username: 'squatter',
      password,
      attributes: { email: 'mary@example.com', email_verified: 'true' },
    });

    const first = await world.signIn('mary', password);
    expect(first.claims).toBeUndefined();
    const mary = world.seeded.get('mary')?.sub ?? '';
    expect(await world.ledger.find(mary)).toMatchObject({ state: 'reserved' });

    await world.sandbox.cognito.call('AdminDeleteUser', {
      UserPoolId: world.target.userPoolId,
      Username: squatter.username,
    });
    expect((await world.signIn('mary', password)).claims).toBeTruthy();
    expect(await world.ledger.find(mary)).toMatchObject({ state: 'bound' });
  });

  it.each([
    ['asks for a code', undefined],
    ['types the password of that user', password],
    ['types another password', 'Thief-Password-1'],
  ])('makes nobody of the sub of a user, and answers as of nobody, to whoever %s', async (_what, typed) => {
    const { sub } = world.seeded.get('hedy') ?? { sub: '' };
    const answerTo = async (userName: string) => {
      const result = await world.invoke('migrate-user', {
        version: '1',
        triggerSource: typed === undefined ? 'UserMigration_ForgotPassword' : 'UserMigration_Authentication',
        userPoolId: world.target.userPoolId,
        userName,
        callerContext: { awsSdkVersion: 'x', clientId: world.clientId },
        request: typed === undefined ? {} : { password: typed },
        response: {},
      });
      return result.kind === 'returned' ? (result.payload as { response: object }).response : result;
    };
    // The source knows a user by the sub where an administrator asks.
    await expect(
      world.sandbox.cognito.call('AdminGetUser', { UserPoolId: world.source.userPoolId, Username: sub }),
    ).resolves.toMatchObject({ Username: 'hedy' });

    expect(await answerTo(sub)).toEqual({});
    expect(await answerTo(sub)).toEqual(await answerTo('11111111-2222-4333-8444-555555555555'));
    expect(await world.ledger.find(sub)).toBeUndefined();
  });

  it('binds nobody who took the username and claims to be its owner', async () => {
    const { call } = world.sandbox.cognito;
    const vera = world.seeded.get('vera')?.sub ?? '';
    const signUpAsVera = async () => {
      await call('SignUp', {
        ClientId: world.clientId,
        Username: 'vera',
        Password: 'Thief-Password-1',
        UserAttributes: [
          { Name: 'email', Value: 'thief@example.com' },
          { Name: 'custom:prev_sub_id', Value: vera },
        ],
      });
      await call('AdminConfirmSignUp', { UserPoolId: world.target.userPoolId, Username: 'vera' });
    };
    // Asking for Vera's forgotten password by her address makes a claim that no user can come of, because her name is taken.
    await signUpAsVera();
    await call('ForgotPassword', { ClientId: world.clientId, Username: 'vera@example.com' }).catch(() => undefined);
    await call('AdminDeleteUser', { UserPoolId: world.target.userPoolId, Username: 'vera' });
    await signUpAsVera();
    expect(await world.ledger.find(vera)).toMatchObject({ state: 'reserved' });

    expect((await world.signIn('vera', 'Thief-Password-1')).claims).toBeTruthy();

    expect(await world.ledger.find(vera)).toMatchObject({ state: 'reserved' });
    expect(world.outputOf('bind-user')).toContain('"reason":"another-contact"');
  });
});
