import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';

const password = 'Old-Password-1';
const ada = {
  username: 'ada',
  password,
  attributes: {
    email: 'ada@example.com',
    email_verified: 'true',
    phone_number: '+12025550123',
    phone_number_verified: 'true',
  },
};
const byUsername = (caseSensitive: boolean, aliases: object = {}) => ({
  sourcePool: { UsernameConfiguration: { CaseSensitive: caseSensitive }, ...aliases },
  targetPool: {
    UsernameAttributes: undefined,
    UsernameConfiguration: { CaseSensitive: caseSensitive },
    ...aliases,
  },
  trigger: { lookup: 'as-typed' },
});

const poolKinds = [
  { kind: 'e-mail address', options: {}, login: 'Ada@example.com' },
  { kind: 'phone number', options: { targetPool: { UsernameAttributes: ['phone_number'] } }, login: '+12025550123' },
  { kind: 'username', options: byUsername(false), login: 'ADA' },
  { kind: 'username, with regard to case', options: byUsername(true), login: 'ada' },
  {
    kind: 'username or e-mail alias',
    options: byUsername(false, { AliasAttributes: ['email'] }),
    login: 'ada@example.com',
  },
];

describe.each(poolKinds)('the life of a claim, where people sign in by $kind', ({ options, login }) => {
  let world: CrossingWorld;
  beforeAll(async () => {
    world = await createCrossingWorld({ ...options, users: [ada] });
    await world.indexLogins();
  });
  afterAll(() => world.close());

  const oldSub = () => world.seeded.get('ada')?.sub ?? '';
  const usersOfTarget = () => world.sandbox.cognito.snapshot(world.target.userPoolId).users.length;
  const signInThrice = () => Promise.all([1, 2, 3].map(() => world.signIn(login, password)));

  it('goes from claim to binding to tombstone, and opens again only while nobody is bound', async () => {
    // Cognito calls up to three times, the function answers each time, and yet nobody is created.
    const event = {
      version: '1',
      triggerSource: 'UserMigration_Authentication',
      userPoolId: world.target.userPoolId,
      userName: world.target.caseSensitive ? login : login.toLowerCase(),
      callerContext: { awsSdkVersion: 'x', clientId: world.clientId },
      request: { password, validationData: null },
      response: {},
    };
    const answers: unknown[] = [];
    for (let call = 0; call < 3; call += 1) {
      const result = await world.invoke('migrate-user', event);
      answers.push(result.kind === 'returned' ? result.payload : result.kind);
    }
    expect(answers[0]).toMatchObject({ response: { finalUserStatus: 'CONFIRMED' } });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(await world.ledger.find(oldSub())).toMatchObject({ state: 'reserved', claimedBy: 'trigger' });
    expect(usersOfTarget()).toBe(0);

    // The person tries again, in several windows.
    const signedIn = await signInThrice();
    const subs = new Set(signedIn.flatMap(({ claims }) => (claims ? [claims.sub] : [])));
    expect(subs.size).toBe(1);
    expect(usersOfTarget()).toBe(1);
    expect(await world.ledger.find(oldSub())).toMatchObject({ state: 'bound', newSub: [...subs][0] });

    // The new user is deleted, and the old password is of no use any more.
    const [username] = signedIn.flatMap(({ claims }) => (claims ? [claims['cognito:username']] : []));
    await world.sandbox.cognito.call('AdminDeleteUser', { UserPoolId: world.target.userPoolId, Username: username });
    expect((await signInThrice()).map(({ claims }) => claims)).toEqual([undefined, undefined, undefined]);

    // Nor is it after the person was forgotten.
    expect(await world.ledger.forget(oldSub(), await world.ledger.find(oldSub()), 1)).toBe('forgotten');
    expect((await signInThrice()).map(({ claims }) => claims)).toEqual([undefined, undefined, undefined]);
    expect(usersOfTarget()).toBe(0);
    expect(await world.ledger.find(oldSub())).toEqual({
      previousSub: oldSub(),
      state: 'forgotten',
      forgottenAtMs: 1,
    });
  });
});
