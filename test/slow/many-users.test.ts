import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { addPool, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStillSandbox();
});
afterAll(() => sandbox.close());

const subsOf = async (UserPoolId: string, Filter?: string): Promise<string[]> => {
  const subs: string[] = [];
  let PaginationToken: string | undefined;
  do {
    const page = await sandbox.cognito.call<{
      Users: { Attributes: { Value: string }[] }[];
      PaginationToken?: string;
    }>('ListUsers', { UserPoolId, Filter, PaginationToken });
    subs.push(...page.Users.map(({ Attributes: [sub] }) => sub?.Value ?? ''));
    ({ PaginationToken } = page);
  } while (PaginationToken !== undefined);
  return subs;
};

const USERS = 100_000;

describe('a hundred thousand users', () => {
  it('can be created by the API and are listed once each', async () => {
    const { userPoolId: UserPoolId } = await addPool(sandbox, { UsernameAttributes: ['email'] });
    for (let number = 0; number < USERS; number += 1) {
      await sandbox.cognito.call('AdminCreateUser', {
        UserPoolId,
        Username: `user${number}@example.com`,
        MessageAction: 'SUPPRESS',
      });
    }

    expect(new Set(await subsOf(UserPoolId)).size).toBe(USERS);
  });

  it('can be seeded from a generator and are found by the shards of their subs', async () => {
    const { userPoolId } = await addPool(sandbox);
    const users = Iterator.from({
      *[Symbol.iterator]() {
        for (let number = 0; number < USERS; number += 1) yield { username: `user${number}`, password: 'any' };
      },
    });

    const seeded = sandbox.cognito.seedUsers(userPoolId, users);
    const shards = [];
    for (const digit of '0123456789abcdef') shards.push(...(await subsOf(userPoolId, `sub ^= "${digit}"`)));

    expect(seeded).toBe(USERS);
    expect(new Set(shards).size).toBe(USERS);
  });
});
