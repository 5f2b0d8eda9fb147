import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CognitoControls } from '../../sandbox/cognito/controls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { addPool, type PoolAndClient, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
let pool: PoolAndClient;
let UserPoolId: string;
beforeEach(async () => {
  sandbox = await startStillSandbox();
  pool = await addPool(sandbox);
  UserPoolId = pool.userPoolId;
});
afterEach(() => sandbox.close());

const set = (controls: Partial<CognitoControls>) => Object.assign(sandbox.cognito.controls, controls);

const call = <T = Record<string, unknown>>(operation: string, request: object) =>
  sandbox.cognito.call<T>(operation, { UserPoolId, ...request });

type Listed = { readonly Username: string; readonly Attributes: { Name: string; Value: string }[] };

const addUsers = (count: number) =>
  sandbox.cognito.seedUsers(
    UserPoolId,
    Array.from({ length: count }, (_, index) => ({ username: `user${index}` })),
  );

/** The sizes of all pages of a chain, and whom they gave. */
const readChain = async (request: object = {}, operation = 'ListUsers', tokenName = 'PaginationToken') => {
  const sizes: number[] = [];
  const names: string[] = [];
  let token: string | undefined;
  do {
    const page = await call<{ Users: Listed[] } & Record<string, string>>(operation, {
      ...request,
      [tokenName]: token,
    });
    sizes.push(page.Users.length);
    names.push(...page.Users.map(({ Username }) => Username));
    token = page[tokenName];
  } while (token !== undefined);
  return { sizes, names };
};

describe('pages of a list, where they are ragged', () => {
  it('come short and empty though more follow, and still give everyone once', async () => {
    addUsers(100);
    set({ listPages: 'ragged' });

    const { sizes, names } = await readChain({ Limit: 20 });

    expect(sizes.slice(0, 4)).toEqual([10, 0, 20, 2]);
    expect(sizes.at(-1)).toBe(0);
    expect(new Set(names).size).toBe(100);
    expect(names).toHaveLength(100);
  });

  it('do so for the members of a group, too', async () => {
    await call('CreateGroup', { GroupName: 'all' });
    sandbox.cognito.seedUsers(
      UserPoolId,
      ['ana', 'bo', 'cy'].map((username) => ({ username, groups: ['all'] })),
    );
    set({ listPages: 'ragged' });

    const { sizes, names } = await readChain({ GroupName: 'all', Limit: 2 }, 'ListUsersInGroup', 'NextToken');

    expect(sizes).toContain(0);
    expect(names.toSorted()).toEqual(['ana', 'bo', 'cy']);
  });
});

describe('pages of a list that goes in circles', () => {
  it('lead from the second to itself, by the same token', async () => {
    addUsers(100);
    set({ listPages: 'in-circles' });
    type Page = { Users: Listed[]; PaginationToken?: string };
    const page = (PaginationToken?: string) => call<Page>('ListUsers', { Limit: 20, PaginationToken });

    const { PaginationToken } = await page();
    const second = await page(PaginationToken);

    expect(second.PaginationToken).toBe(PaginationToken);
    await expect(page(PaginationToken)).resolves.toEqual(second);
  });
});

describe('lists of users, where they lag behind', () => {
  const LAG_MS = 5_000;
  const list = async () => (await readChain()).names.toSorted();

  it('do not show a new user yet, and a deleted one still', async () => {
    addUsers(2);
    set({ listLagMs: LAG_MS });
    await call('AdminCreateUser', { Username: 'new', MessageAction: 'SUPPRESS' });
    await call('AdminDeleteUser', { Username: 'user0' });

    const atOnce = await list();
    sandbox.clock.advanceMs(LAG_MS);

    expect(atOnce).toEqual(['user0', 'user1']);
    await expect(call('AdminGetUser', { Username: 'new' })).resolves.toHaveProperty('Username', 'new');
    await expect(list()).resolves.toEqual(['new', 'user1']);
  });

  it('show old values, statuses and memberships of a user who was changed', async () => {
    await call('CreateGroup', { GroupName: 'all' });
    addUsers(1);
    set({ listLagMs: LAG_MS });
    await call('AdminUpdateUserAttributes', {
      Username: 'user0',
      UserAttributes: [{ Name: 'nickname', Value: 'new' }],
    });
    await call('AdminDisableUser', { Username: 'user0' });
    await call('AdminAddUserToGroup', { Username: 'user0', GroupName: 'all' });
    const seen = async () => ({
      users: (await call<{ Users: Listed[] }>('ListUsers', {})).Users,
      members: (await call<{ Users: Listed[] }>('ListUsersInGroup', { GroupName: 'all' })).Users.length,
    });

    const atOnce = await seen();
    sandbox.clock.advanceMs(LAG_MS);
    const later = await seen();

    expect(atOnce).toMatchObject({ users: [{ Enabled: true, Attributes: [{ Name: 'sub' }] }], members: 0 });
    expect(later).toMatchObject({ users: [{ Enabled: false, Attributes: [{}, { Value: 'new' }] }], members: 1 });
  });
});

describe('a filter for the first digits of subs', () => {
  const shards = async () => {
    const all = await Promise.all([...'0123456789abcdef'].map((digit) => readChain({ Filter: `sub ^= "${digit}"` })));
    return all.flatMap(({ names }) => names);
  };

  it('may be refused', async () => {
    set({ subPrefixFilter: 'refused' });

    await expect(refusal(shards())).resolves.toBe('InvalidParameterException: Error while parsing filter.');
    await expect(readChain({ Filter: 'sub = "a"' })).resolves.toHaveProperty('names', []);
  });

  it('may leave users out', async () => {
    addUsers(100);
    set({ subPrefixFilter: 'leaves-users-out' });

    const found = await shards();

    expect(found.length).toBeGreaterThan(50);
    expect(found.length).toBeLessThan(100);
  });

  it.each<[string, CognitoControls['subPrefixFilter'], (names: string[]) => void]>([
    ['be ignored', 'ignored', (names) => expect(names).toHaveLength(16 * 100)],
    ['find nobody', 'finds-nobody', (names) => expect(names).toEqual([])],
    [
      'leave a single user out',
      { leavesOut: 'user7' },
      (names) => {
        expect(names).toHaveLength(99);
        expect(names).not.toContain('user7');
      },
    ],
  ])('may %s, which one for the whole sub does not', async (_what, subPrefixFilter, expectNames) => {
    addUsers(100);
    set({ subPrefixFilter });
    const { sub } = sandbox.cognito.snapshot(UserPoolId).users.find(({ username }) => username === 'user7') ?? {};

    expectNames(await shards());
    await expect(readChain({ Filter: `sub = "${sub}"` })).resolves.toHaveProperty('names', ['user7']);
  });

  it('may ignore case', async () => {
    addUsers(100);
    const upper = () => readChain({ Filter: 'sub ^= "A"' });
    const heeding = await upper();
    set({ subPrefixFilter: 'ignores-case' });

    expect(heeding.names).toEqual([]);
    expect((await upper()).names.toSorted()).toEqual((await readChain({ Filter: 'sub ^= "a"' })).names.toSorted());
    expect((await upper()).names).not.toEqual([]);
  });
});

describe('the sub of a new user', () => {
  const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const subs = () => sandbox.cognito.snapshot(UserPoolId).users.map(({ sub }) => sub);

  it('looks like a UUID', () => {
    addUsers(20);

    expect(subs().filter((sub) => !UUID.test(sub))).toEqual([]);
  });

  it('may be of version 7, which says nothing of its first digit', () => {
    set({ subForm: 'version-7' });
    addUsers(200);

    expect(subs().filter((sub) => !/^.4.8.4.8-..01-70..-[0-9a-f]{4}-[0-9a-f]{12}$/.test(sub))).toEqual([]);
    expect(new Set(subs().map((sub) => sub[0])).size).toBe(16);
  });

  it.each([
    ['upper-case', /^[0-9A-F-]{36}$/],
    ['long', /^[0-9a-f-]{73}$/],
    ['beyond-hex', /^~/],
    ['beyond-ascii', /^é/],
  ] as const)('may be %s', (subForm, pattern) => {
    set({ subForm });
    addUsers(5);

    expect(subs().filter((sub) => !pattern.test(sub) || UUID.test(sub))).toEqual([]);
  });

  it('may be of any form, so that shards by sixteen digits lose users', async () => {
    set({ subForm: 'mixed' });
    addUsers(100);

    const shards = await Promise.all(
      [...'0123456789abcdef'].map((digit) => readChain({ Filter: `sub ^= "${digit}"` })),
    );

    expect(new Set(subs().map((sub) => sub.length)).size).toBeGreaterThan(1);
    expect(shards.flatMap(({ names }) => names).length).toBeLessThan(100);
    await expect(readChain()).resolves.toHaveProperty('names.length', 100);
  });
});

describe('EstimatedNumberOfUsers', () => {
  const estimate = async () =>
    (await call<{ UserPool: { EstimatedNumberOfUsers: number } }>('DescribeUserPool', {})).UserPool
      .EstimatedNumberOfUsers;

  it('is exact unless it is told to lag, and then as old as that at most', async () => {
    addUsers(3);
    const exact = await estimate();
    set({ estimateLagMs: 60_000 });
    addUsers(0);
    await call('AdminDeleteUser', { Username: 'user0' });
    sandbox.clock.advanceMs(59_999);
    const lagging = await estimate();
    sandbox.clock.advanceMs(1);

    expect([exact, lagging, await estimate()]).toEqual([3, 3, 2]);
  });
});

describe('a pool that two change at once', () => {
  it('refuses the second, of its clients, too, until the first is through', async () => {
    set({ poolChangeMs: 1_000 });
    const update = () => call('UpdateUserPool', {});
    const updateClient = () => call('UpdateUserPoolClient', { ClientId: pool.clientId });
    const setMfa = () => call('SetUserPoolMfaConfig', { MfaConfiguration: 'OFF' });
    await update();

    await expect(refusal(update())).resolves.toContain('ConcurrentModificationException');
    await expect(refusal(updateClient())).resolves.toContain('ConcurrentModificationException');
    await expect(refusal(setMfa())).resolves.toContain('ConcurrentModificationException');
    sandbox.clock.advanceMs(1_000);

    await expect(updateClient()).resolves.toBeDefined();
  });
});
