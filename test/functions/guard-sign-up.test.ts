import { Amplify } from 'aws-amplify';
import { fetchAuthSession, signIn, signOut, signUp } from 'aws-amplify/auth';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hashLogin } from '../../core/identity/login-hash.ts';
import { type CrossingWorld, createCrossingWorld, nameHashKey } from '../support/crossing-world.ts';

const password = 'Canary-Password-1';
const person = (username: string, overrides: object = {}) => ({
  username: `canary-${username}`,
  password,
  attributes: { email: `canary-${username}@example.com`, email_verified: 'true' },
  ...overrides,
});
const address = (name: string) => `canary-${name}@example.com`;
const refusal = {
  name: 'UserLambdaValidationException',
  message:
    'PreSignUp failed with error This sign-up is not possible. If you have an account, please sign in; otherwise try again later.',
};
const wrongPassword = 'NotAuthorizedException: Incorrect username or password.';

describe('the sign-up guard', () => {
  let world: CrossingWorld;
  beforeAll(async () => {
    world = await createCrossingWorld({
      trigger: { guardSignUp: true },
      users: [
        ...['ada', 'grace', 'joan', 'mary', 'vera', 'banned', 'claimed', 'victim', 'forgetful', 'made'].map((name) =>
          person(name),
        ),
        person('unverified', { attributes: { email: address('unverified'), email_verified: 'false' } }),
        person('twin1', { attributes: { email: address('twin'), email_verified: 'true' } }),
        person('twin2', { attributes: { email: address('twin'), email_verified: 'true' } }),
      ],
    });
    await world.indexLogins();
    Amplify.configure(world.amplify);
  });
  afterEach(() => signOut());
  afterAll(() => world.close());

  const signUpAs = (username: string, userAttributes: Record<string, string> = {}) =>
    signUp({ username, password: 'Stranger-Password-1', options: { userAttributes } });
  const signInAs = async (username: string) => {
    await signIn({ username, password, options: { authFlowType: 'USER_PASSWORD_AUTH' } });
    const { tokens } = await fetchAuthSession();
    return tokens?.idToken?.payload;
  };
  const oldSub = (name: string) => world.seeded.get(`canary-${name}`)?.sub ?? '';
  const confirm = (email: string) =>
    world.sandbox.cognito.call('AdminConfirmSignUp', { UserPoolId: world.target.userPoolId, Username: email });

  it('lets nobody take the address of a user who has not crossed, who then crosses', async () => {
    for (const typed of [address('ada'), 'CANARY-Ada@Example.com']) {
      await expect(signUpAs(typed)).rejects.toMatchObject(refusal);
    }

    const claims = await signInAs(address('ada'));

    expect(await world.ledger.find(oldSub('ada'))).toMatchObject({ state: 'bound', newSub: claims?.sub });
  });

  it('refuses a shared address in the same words', async () => {
    await expect(signUpAs(address('twin'))).rejects.toMatchObject(refusal);
  });

  it.each([
    ['whom the source does not know', 'newcomer'],
    ['whose address somebody typed there without showing that it is theirs', 'unverified'],
  ])('lets somebody sign up %s', async (_, name) => {
    await expect(signUpAs(address(name))).resolves.toMatchObject({ isSignUpComplete: false });
  });

  it.each([
    ['PreSignUp_AdminCreateUser', 'grace'],
    ['PreSignUp_SignUp', 'joan'],
    ['PreSignUp_ExternalProvider', 'mary'],
    [null, 'vera'],
  ] as const)('lets users cross where a migration asks it as %s', async (source, name) => {
    world.sandbox.cognito.controls.preSignUpAfterMigration = source;
    try {
      const claims = await signInAs(address(name));

      expect(await world.ledger.find(oldSub(name))).toMatchObject({ state: 'bound', newSub: claims?.sub });
    } finally {
      world.sandbox.cognito.controls.preSignUpAfterMigration = 'PreSignUp_AdminCreateUser';
    }
  });

  it('lets a user who forgot the password cross', async () => {
    await world.sandbox.cognito.call('ForgotPassword', { ClientId: world.clientId, Username: address('forgetful') });

    const { users } = world.sandbox.cognito.snapshot(world.target.userPoolId);
    expect(users).toContainEqual(
      expect.objectContaining({ attributes: expect.objectContaining({ email: address('forgetful') }) }),
    );
  });

  it('keeps a banned user out of what was theirs, whichever way they come back', async () => {
    const before = await signInAs(address('banned'));
    await world.sandbox.cognito.call('AdminDeleteUser', {
      UserPoolId: world.target.userPoolId,
      Username: before?.['cognito:username'],
    });

    expect(await world.signIn(address('banned'), password)).toEqual({ refusal: wrongPassword });
    await signUpAs(address('banned'), { 'custom:prev_sub_id': oldSub('banned') });
    await confirm(address('banned'));
    const { claims } = await world.signIn(address('banned'), 'Stranger-Password-1');

    expect(claims?.sub).not.toBe(before?.sub);
    expect(await world.ledger.find(oldSub('banned'))).toMatchObject({ state: 'bound', newSub: before?.sub });
    expect(world.outputOf('bind-user')).toContain('"reason":"bound-to-another"');
  });

  it('lets nobody in who signs up in the moment in which the owner crosses', async () => {
    const loginHash = hashLogin(nameHashKey, address('claimed'));
    await world.ledger.claim({
      previousSub: oldSub('claimed'),
      loginHash,
      claimedBy: 'trigger',
      claimedAtMs: Date.now(),
    });

    await expect(signUpAs(address('claimed'))).rejects.toMatchObject(refusal);
    expect(world.outputOf('guard-sign-up')).toContain('"SecurityAlarm"');
    const claims = await signInAs(address('claimed'));
    expect(await world.ledger.find(oldSub('claimed'))).toMatchObject({ state: 'bound', newSub: claims?.sub });
  });

  it('lets somebody sign up who names another as whom they were, and gives them nothing of it', async () => {
    await signUpAs(address('thief'), { 'custom:prev_sub_id': oldSub('victim') });
    await confirm(address('thief'));

    await world.signIn(address('thief'), 'Stranger-Password-1');

    expect(await world.ledger.find(oldSub('victim'))).toBeUndefined();
    const claims = await signInAs(address('victim'));
    expect(await world.ledger.find(oldSub('victim'))).toMatchObject({ newSub: claims?.sub });
  });

  it('lets an administrator create a user who has not crossed only by the override', async () => {
    const create = (ClientMetadata: object) =>
      world.sandbox.cognito.call('AdminCreateUser', {
        UserPoolId: world.target.userPoolId,
        Username: address('made'),
        ClientMetadata,
      });

    await expect(create({ reason: 'I know them' })).rejects.toMatchObject(refusal);
    await expect(create({ 'poolferry-guard': 'override' })).resolves.toHaveProperty('User');
  });

  it('lets a federated user pass, and counts them', async () => {
    const tokens = await world.sandbox.cognito.signInExternally(world.clientId, {
      provider: 'Google',
      userId: '42',
      attributes: { email: address('made') },
    });

    expect(tokens).toHaveProperty('IdToken');
    expect(world.outputOf('guard-sign-up')).toContain('"reason":"external-provider"');
  });

  it('writes down no name, no address, no password and no value', () => {
    for (const name of ['guard-sign-up', 'migrate-user', 'bind-user']) {
      expect(world.outputOf(name)).toContain('"_aws"');
      expect(world.outputOf(name), name).not.toMatch(/canary/i);
      expect(world.outputOf(name), name).not.toContain('Stranger');
    }
  });
});
