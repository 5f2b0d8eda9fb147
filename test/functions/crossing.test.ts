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

describe('crossing at sign-in', () => {
  let world: CrossingWorld;
  let sourceBefore: object;
  beforeAll(async () => {
    world = await createCrossingWorld({
      sourcePool: { MfaConfiguration: 'OPTIONAL' },
      users: [
        person('ada'),
        person('grace', { attributes: { email: 'Grace@Example.com', email_verified: 'true', given_name: 'Grace' } }),
        person('banned'),
        person('forgetful'),
        person('parallel'),
        person('disabled', { enabled: false }),
        person('unconfirmed', { status: 'UNCONFIRMED' }),
        person('unverified', { attributes: { email: 'unverified@example.com', email_verified: 'false' } }),
        person('temporary', { status: 'FORCE_CHANGE_PASSWORD' }),
        person('careful', { mfa: { methods: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' } }),
        person('twin1', { attributes: { email: 'twin@example.com', email_verified: 'true' } }),
        person('twin2', { attributes: { email: 'TWIN@example.com', email_verified: 'true' } }),
      ],
    });
    await world.indexLogins();
    sourceBefore = world.sandbox.cognito.snapshot(world.source.userPoolId);
  });
  afterAll(() => world.close());

  const snapshotOf = (email: string) =>
    world.sandbox.cognito
      .snapshot(world.target.userPoolId)
      .users.find((user) => (user as { attributes: Record<string, string> }).attributes.email === email);

  it('lets a user keep the password, and binds who they were to who they are', async () => {
    const old = world.seeded.get('ada');

    const first = await world.signIn('ada@example.com', password);

    expect(first.claims).toMatchObject({ email: 'ada@example.com', email_verified: true });
    expect(await world.ledger.find(old?.sub ?? '')).toMatchObject({
      state: 'bound',
      previousUsername: 'ada',
      newSub: first.claims?.sub,
      newUsername: first.claims?.['cognito:username'],
    });
  });

  it('asks the source no more once a user has crossed', async () => {
    await world.signIn('ada@example.com', password);
    const calls = world.invocationsOf('migrate-user').length;

    const again = await world.signIn('ada@example.com', password);

    expect(again.claims).toBeTruthy();
    expect(world.invocationsOf('migrate-user').length).toBe(calls);
    expect(await world.signIn('ada@example.com', 'Wrong-Password-1')).toEqual({ refusal });
  });

  it('finds a user by the address however it is typed', async () => {
    const { claims } = await world.signIn('GRACE@example.COM', password);

    expect(claims).toMatchObject({ given_name: 'Grace', email_verified: true });
  });

  it.each([
    ['a wrong password', 'forgetful@example.com', 'Wrong-Password-1'],
    ['somebody unknown', 'nobody@example.com', password],
    ['a disabled user', 'disabled@example.com', password],
    ['an unconfirmed user', 'unconfirmed@example.com', password],
    ['an unverified address', 'unverified@example.com', password],
    ['an address that two share', 'twin@example.com', password],
    ['a user with a second factor', 'careful@example.com', password],
    ['a temporary password', 'temporary@example.com', password],
    ['the old username', 'forgetful', password],
  ])('refuses %s like everybody else', async (_, login, typed) => {
    const users = world.sandbox.cognito.snapshot(world.target.userPoolId).users.length;

    expect(await world.signIn(login, typed)).toEqual({ refusal });
    expect(world.sandbox.cognito.snapshot(world.target.userPoolId).users.length).toBe(users);
  });

  it('returns byte-equal answers to every denied sign-in of the same event', async () => {
    const eventFor = (userName: string) => ({
      version: '1',
      triggerSource: 'UserMigration_Authentication',
      userPoolId: world.target.userPoolId,
      userName,
      callerContext: { awsSdkVersion: 'x', clientId: world.clientId },
      request: { password },
      response: { userAttributes: null, finalUserStatus: null },
    });
    const names = ['nobody', 'disabled', 'unconfirmed', 'unverified', 'twin', 'careful', 'temporary'];

    const answers: string[] = [];
    for (const name of names) {
      const event = eventFor(`${name}@example.com`);
      const result = await world.invoke('migrate-user', event);
      const { userName: _, ...rest } = (result.kind === 'returned' ? result.payload : {}) as typeof event;
      answers.push(JSON.stringify(rest));
    }

    const { userName: _, ...sent } = eventFor('any');
    expect(new Set(answers)).toEqual(new Set([JSON.stringify({ ...sent, response: {} })]));
  });

  it('keeps a deleted user out', async () => {
    const { claims } = await world.signIn('banned@example.com', password);
    await world.sandbox.cognito.call('AdminDeleteUser', {
      UserPoolId: world.target.userPoolId,
      Username: claims?.['cognito:username'],
    });

    expect(await world.signIn('banned@example.com', password)).toEqual({ refusal });
    expect(snapshotOf('banned@example.com')).toBeUndefined();
  });

  it('makes one account of sign-ins at the same moment', async () => {
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => world.signIn('parallel@example.com', password)));

    const subs = new Set(outcomes.flatMap(({ claims }) => (claims ? [claims.sub] : [])));
    expect(subs.size).toBe(1);
    const row = await world.ledger.find(world.seeded.get('parallel')?.sub ?? '');
    expect(row).toMatchObject({ state: 'bound', newSub: [...subs][0] });
  });

  it('creates a user who forgot the password, without one', async () => {
    const { call, outbox } = world.sandbox.cognito;
    await call('ForgotPassword', { ClientId: world.clientId, Username: 'forgetful@example.com' });
    const code = outbox.filter(({ userPoolId }) => userPoolId === world.target.userPoolId).at(-1)?.code;

    expect(await world.signIn('forgetful@example.com', password)).toEqual({ refusal });
    await call('ConfirmForgotPassword', {
      ClientId: world.clientId,
      Username: 'forgetful@example.com',
      ConfirmationCode: code,
      Password: 'New-Password-2',
    });
    const { claims } = await world.signIn('forgetful@example.com', 'New-Password-2');
    expect(await world.ledger.find(world.seeded.get('forgetful')?.sub ?? '')).toMatchObject({
      state: 'bound',
      newSub: claims?.sub,
    });
  });

  it('leaves the source as it was', () => {
    expect(world.sandbox.cognito.snapshot(world.source.userPoolId)).toEqual(sourceBefore);
  });

  it('writes down no name, no address, no password and no value', () => {
    const output = `${world.outputOf('migrate-user')}${world.outputOf('bind-user')}`;

    expect(output).toContain('"Migrated":1');
    expect(output).toContain('"Bound":1');
    for (const secret of [
      ...[password, 'New-Password-2', 'Wrong-Password-1'],
      ...['@example', 'Example.com', 'Grace', 'forgetful', '"ada"', 'twin', 'nobody', 'canary', 'eyJ'],
    ]) {
      expect(output, secret).not.toContain(secret);
    }
  });
});
