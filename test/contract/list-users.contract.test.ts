import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  CreateGroupCommand,
  DeleteGroupCommand,
  GetGroupCommand,
  ListGroupsCommand,
  ListUsersCommand,
  type ListUsersCommandInput,
  ListUsersInGroupCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listPlainUsersCommand, type PlainUser } from '../../aws/users/list-plain-users.ts';
import { type AwsUnderTest, makePool, refusal, startAwsUnderTest } from '../support/aws-under-test.ts';

let aws: AwsUnderTest;
let pool: string;

const NAMES = Array.from({ length: 25 }, (_, index) => `user${String(index).padStart(2, '0')}`);

beforeAll(async () => {
  aws = await startAwsUnderTest();
  pool = await makePool(aws);
  for (const Username of NAMES) {
    const UserAttributes = [{ Name: 'email', Value: `${Username}@Example.com` }];
    if (Username < 'user05') UserAttributes.push({ Name: 'name', Value: 'Said "hi" \\ twice' });
    await aws.cognito.send(
      new AdminCreateUserCommand({ UserPoolId: pool, Username, MessageAction: 'SUPPRESS', UserAttributes }),
    );
  }
  await aws.cognito.send(new AdminDisableUserCommand({ UserPoolId: pool, Username: 'user03' }));
});
afterAll(() => aws.close());

const list = (input: Partial<ListUsersCommandInput> = {}) =>
  aws.cognito.send(new ListUsersCommand({ UserPoolId: pool, ...input }));

const readChain = async (Limit: number): Promise<string[]> => {
  const names: string[] = [];
  let PaginationToken: string | undefined;
  do {
    const page = await list({ Limit, ...(PaginationToken === undefined ? {} : { PaginationToken }) });
    expect(page.Users?.length).toBeLessThanOrEqual(Limit);
    names.push(...(page.Users ?? []).map(({ Username }) => Username ?? ''));
    PaginationToken = page.PaginationToken;
  } while (PaginationToken !== undefined);
  return names;
};

const filter = async (Filter: string): Promise<string[]> =>
  ((await list({ Filter })).Users ?? []).map(({ Username }) => Username ?? '').sort();

describe('ListUsers', () => {
  it('gives every user once along one chain of tokens', async () => {
    const names = await readChain(7);

    expect(names.toSorted()).toEqual(NAMES);
  });

  it('says of a user what the SDK makes of it, in times that are seconds', async () => {
    const { Users, $metadata } = await aws.cognito.send(listPlainUsersCommand({ UserPoolId: pool }));
    const users = (Users ?? []) as readonly PlainUser[];

    const byName = (one: { Username?: unknown }, other: { Username?: unknown }) =>
      String(one.Username).localeCompare(String(other.Username));
    const toDate = (seconds: unknown) => new Date(Math.round(Number(seconds) * 1000));
    expect(users).toHaveLength(NAMES.length);
    expect(typeof users[0]?.UserCreateDate).toBe('number');
    expect($metadata).toMatchObject({ httpStatusCode: 200, attempts: 1 });
    expect(
      users
        .map((user) => ({
          ...user,
          UserCreateDate: toDate(user.UserCreateDate),
          UserLastModifiedDate: toDate(user.UserLastModifiedDate),
        }))
        .toSorted(byName),
    ).toEqual((await list()).Users?.toSorted(byName));
  });

  it('gives a token with users in their plain form too, and refuses one that is none', async () => {
    const { PaginationToken } = await aws.cognito.send(listPlainUsersCommand({ UserPoolId: pool, Limit: 7 }));
    expect(typeof PaginationToken).toBe('string');

    const badToken = listPlainUsersCommand({ UserPoolId: pool, Limit: 7, PaginationToken: 'bm90IGEgdG9rZW4' });
    await expect(refusal(aws.cognito.send(badToken))).resolves.toContain('InvalidParameterException');
  });

  it('gives at most 60 users a page', async () => {
    await expect(refusal(list({ Limit: 61 }))).resolves.toContain(
      "Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60",
    );
  });

  it('binds a token to the parameters of its request', async () => {
    const { PaginationToken } = await list({ Limit: 5 });

    await expect(refusal(list({ Limit: 6, PaginationToken }))).resolves.toContain('InvalidParameterException');
    await expect(refusal(list({ Limit: 5, PaginationToken, Filter: 'sub ^= "a"' }))).resolves.toContain(
      'InvalidParameterException',
    );
  });

  it('gives the same page again for a token that is used again', async () => {
    const { PaginationToken } = await list({ Limit: 5 });
    const again = async () => (await list({ Limit: 5, PaginationToken })).Users?.map(({ Username }) => Username);

    await expect(again()).resolves.toEqual(await again());
  });

  it('refuses a token of another operation or another pool', async () => {
    const { PaginationToken } = await list({ Limit: 5 });
    const groups = new ListGroupsCommand({ UserPoolId: pool, Limit: 5, NextToken: PaginationToken });
    const UserPoolId = await makePool(aws);

    await expect(refusal(aws.cognito.send(groups))).resolves.toContain('InvalidParameterException');
    await expect(refusal(list({ UserPoolId, Limit: 5, PaginationToken }))).resolves.toContain(
      'InvalidParameterException',
    );
  });

  it('gives at most 60 users where no limit or a limit of 0 is named', async () => {
    await expect(list({ Limit: 0 })).resolves.toHaveProperty('Users.length', NAMES.length);
  });

  it('refuses a token that it never gave', async () => {
    await expect(refusal(list({ PaginationToken: 'made-up' }))).resolves.toContain('InvalidParameterException');
  });

  it.each([
    ['username = "user07"', ['user07']],
    ['username = "USER07"', []],
    ['username ^= "user0"', NAMES.slice(0, 10)],
    ['username^="user2"', NAMES.slice(20)],
    ['email = "user11@Example.com"', ['user11']],
    ['status = "Disabled"', ['user03']],
    ['status = "disabled"', []],
    ['cognito:user_status = "FORCE_CHANGE_PASSWORD"', NAMES],
    ['cognito:user_status = "force_change_password"', NAMES],
    ['cognito:user_status = "CONFIRMED"', []],
    ['  status   =   "Enabled"  ', NAMES.filter((name) => name !== 'user03')],
    ['email ^= "user1"', NAMES.slice(10, 20)],
    ['email ^= "user11@e"', ['user11']],
    ['email ^= "user11@"', []],
    ['phone_number = "+15550100"', []],
    ['name = "Said \\"hi\\" \\\\ twice"', NAMES.slice(0, 5)],
  ])('filters by %s', async (expression, expected) => {
    await expect(filter(expression)).resolves.toEqual(expected);
  });

  it('splits all users by the first digit of their sub', async () => {
    const shards = await Promise.all([...'0123456789abcdef'].map((digit) => filter(`sub ^= "${digit}"`)));

    expect(shards.flat().sort()).toEqual(NAMES);
  });

  it.each([
    ['email', 'Error while parsing filter.'],
    ['email = user', 'Error while parsing filter.'],
    ['email != "a"', 'Error while parsing filter.'],
    ['email = "a" and name = "b"', 'Error while parsing filter.'],
    ['custom:plan = "a"', 'Invalid search attribute: custom:plan'],
    ['nickname = "a"', 'Invalid search attribute: nickname'],
    ['name = "a\\b"', 'Error while parsing filter.'],
    ['name = "a"b"', 'Error while parsing filter.'],
    ["name = 'a'", 'Error while parsing filter.'],
    ['"a" = name', 'Error while parsing filter.'],
  ])('refuses the filter %s', async (expression, told) => {
    await expect(refusal(filter(expression))).resolves.toBe(`InvalidParameterException: ${told}`);
  });

  it('refuses AttributesToGet where a user lacks one of them', async () => {
    await expect(list({ AttributesToGet: ['email'] })).resolves.toHaveProperty('Users');
    await expect(refusal(list({ AttributesToGet: ['name'] }))).resolves.toContain('InvalidParameterException');
  });
});

describe('groups', () => {
  it('list their members, and members their groups, page by page', async () => {
    const UserPoolId = await makePool(aws);
    for (const Username of ['ana', 'bo', 'cy']) {
      await aws.cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }));
    }
    for (const GroupName of ['admins', 'readers']) {
      await aws.cognito.send(new CreateGroupCommand({ UserPoolId, GroupName, Precedence: 3 }));
      await aws.cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, GroupName, Username: 'ana' }));
    }
    for (const Username of ['bo', 'cy', 'cy']) {
      await aws.cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, GroupName: 'admins', Username }));
    }

    const first = await aws.cognito.send(new ListUsersInGroupCommand({ UserPoolId, GroupName: 'admins', Limit: 2 }));
    const second = await aws.cognito.send(
      new ListUsersInGroupCommand({ UserPoolId, GroupName: 'admins', Limit: 2, NextToken: first.NextToken }),
    );
    const ofAna = await aws.cognito.send(new AdminListGroupsForUserCommand({ UserPoolId, Username: 'ana' }));
    const all = await aws.cognito.send(new ListGroupsCommand({ UserPoolId, Limit: 1 }));

    const members = [...(first.Users ?? []), ...(second.Users ?? [])].map(({ Username }) => Username);
    expect(members.sort()).toEqual(['ana', 'bo', 'cy']);
    expect(second.NextToken).toBeUndefined();
    expect(ofAna.Groups?.map(({ GroupName }) => GroupName).sort()).toEqual(['admins', 'readers']);
    expect(all.NextToken).toBeDefined();
  });

  it('are shown as they are made and updated, and keep what an update leaves out', async () => {
    const UserPoolId = await makePool(aws);
    const group = { UserPoolId, GroupName: 'admins' };
    await aws.cognito.send(new CreateGroupCommand({ ...group, Description: 'All of it', Precedence: 3 }));

    await aws.cognito.send(new UpdateGroupCommand({ ...group, Precedence: 0 }));

    const { Group } = await aws.cognito.send(new GetGroupCommand(group));
    expect(Group).toMatchObject({ GroupName: 'admins', Description: 'All of it', Precedence: 0 });
  });

  it('lose members one by one, and all of them when they are deleted', async () => {
    const UserPoolId = await makePool(aws);
    const member = { UserPoolId, Username: 'ana' };
    await aws.cognito.send(new AdminCreateUserCommand({ ...member, MessageAction: 'SUPPRESS' }));
    for (const GroupName of ['a', 'b', 'c']) {
      await aws.cognito.send(new CreateGroupCommand({ UserPoolId, GroupName }));
      await aws.cognito.send(new AdminAddUserToGroupCommand({ ...member, GroupName }));
    }

    await aws.cognito.send(new AdminRemoveUserFromGroupCommand({ ...member, GroupName: 'a' }));
    await aws.cognito.send(new DeleteGroupCommand({ UserPoolId, GroupName: 'b' }));
    await aws.cognito.send(new CreateGroupCommand({ UserPoolId, GroupName: 'b' }));

    const { Groups } = await aws.cognito.send(new AdminListGroupsForUserCommand(member));
    expect(Groups?.map(({ GroupName }) => GroupName)).toEqual(['c']);
    await expect(refusal(aws.cognito.send(new GetGroupCommand({ UserPoolId, GroupName: 'none' })))).resolves.toContain(
      'ResourceNotFoundException',
    );
  });

  it('take a user into a hundred of them and no more', async () => {
    const UserPoolId = await makePool(aws);
    const member = { UserPoolId, Username: 'ana' };
    await aws.cognito.send(new AdminCreateUserCommand({ ...member, MessageAction: 'SUPPRESS' }));
    const join = async (GroupName: string) => {
      await aws.cognito.send(new CreateGroupCommand({ UserPoolId, GroupName }));
      await aws.cognito.send(new AdminAddUserToGroupCommand({ ...member, GroupName }));
    };
    for (let number = 1; number <= 100; number += 1) await join(`group${number}`);

    await expect(refusal(join('one-too-many'))).resolves.toContain('InvalidParameterException');
    const first = await aws.cognito.send(new AdminListGroupsForUserCommand(member));
    const second = await aws.cognito.send(new AdminListGroupsForUserCommand({ ...member, NextToken: first.NextToken }));
    expect([first.Groups?.length, second.Groups?.length, second.NextToken]).toEqual([60, 40, undefined]);
  });

  it('are made once', async () => {
    const UserPoolId = await makePool(aws);
    await aws.cognito.send(new CreateGroupCommand({ UserPoolId, GroupName: 'admins' }));

    await expect(
      refusal(aws.cognito.send(new CreateGroupCommand({ UserPoolId, GroupName: 'admins' }))),
    ).resolves.toContain('GroupExistsException');
  });
});
