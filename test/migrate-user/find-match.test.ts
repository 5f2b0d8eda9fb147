import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loginFilter } from '../../core/migrate-user/login-filter.ts';
import { migrateUser } from '../../core/migrate-user/migrate-user.ts';
import type { ListAnswer } from '../../core/migrate-user/source-answer.ts';
import { createFakeSource, type FakeAccount } from '../support/fake-source.ts';
import { createInMemoryLedger } from '../support/in-memory-ledger.ts';
import { buildEvent, buildSettings } from '../support/migration-builders.ts';
import { buildUser } from '../support/user-builders.ts';

const byAlias = { signIn: { kind: 'username', aliases: ['email', 'phone_number'] } } as const;

describe('the filter for a typed name', () => {
  it.each([
    ['user1@example.com', {}, 'email = "user1@example.com"'],
    [
      '+12025550143',
      { users: { username: 'phone_number' }, target: { signIn: { kind: 'attribute', attributes: ['phone_number'] } } },
      'phone_number = "+12025550143"',
    ],
    [
      '+12025550143',
      { target: { signIn: { kind: 'attribute', attributes: ['email', 'phone_number'] } } },
      'phone_number = "+12025550143"',
    ],
    [
      'user1@example.com',
      { target: { signIn: { kind: 'attribute', attributes: ['email', 'phone_number'] } } },
      'email = "user1@example.com"',
    ],
    ['user1@example.com', { target: byAlias }, 'email = "user1@example.com"'],
    ['+12025550143', { target: byAlias }, 'phone_number = "+12025550143"'],
    ['user1', { target: byAlias }, 'username = "user1"'],
    ['some-sub', { users: { username: 'source-sub' }, target: byAlias }, 'sub = "some-sub"'],
  ] as [string, object, string][])('asks for %s by %j as %s', (typed, overrides, filter) => {
    expect(loginFilter(typed, buildSettings(overrides))).toBe(filter);
  });

  it.each(['user1', '*', '+', 'user1@'])('asks for no %s where only an address can be a name', (typed) => {
    const byEither = { signIn: { kind: 'attribute', attributes: ['email', 'phone_number'] } } as const;

    expect(loginFilter(typed, buildSettings({ target: byEither }))).toBeUndefined();
  });

  it('never lets a name say more than a value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 128 }), (typed) => {
        const filter = loginFilter(typed, buildSettings());
        if (/["\\]/.test(typed)) expect(filter).toBeUndefined();
        else expect([undefined, `email = "${typed}"`]).toContain(filter);
        expect(filter?.length ?? 0).toBeLessThanOrEqual(256);
      }),
      { seed: 20261120, numRuns: 1_000 },
    );
  });
});

describe('migrateUser with ListUsers', () => {
  const password = 'Right-Password-1';
  const account = (n: number, user: Parameters<typeof buildUser>[1] = {}): FakeAccount => ({
    user: buildUser(n, user),
    password,
  });
  const shared = { attributes: { email: 'shared@example.com' } };
  const accounts = [
    account(1),
    account(2, { enabled: false }),
    account(3, { attributes: { email_verified: 'false' } }),
    account(4, shared),
    account(5, shared),
    account(6, { attributes: { email: 'halved@example.com' } }),
    account(7, { attributes: { email: 'halved@example.com' }, enabled: false }),
    account(8, { status: 'UNCONFIRMED' }),
  ];

  const run = async (userName: string, listed?: ListAnswer, overrides: object = {}) => {
    const ledger = createInMemoryLedger();
    const source = createFakeSource({
      accounts,
      ledger,
      aliases: false,
      ...(listed === undefined ? {} : { listed }),
    });
    const event = buildEvent({ userName, ...overrides });
    const { outcome } = await migrateUser(event, buildSettings({ lookup: 'list-users' }), source.ports);
    return { outcome: 'reason' in outcome ? outcome.reason : outcome.kind, ...source };
  };

  it.each(['user1@example.com', 'USER1@example.com', 'halved@example.com'])(
    'creates the one enabled user of %s',
    async (typed) => {
      const { outcome, calls } = await run(typed);

      expect(outcome).toBe('create');
      expect(calls).toEqual(['listByName', 'signIn', 'getUser', 'claim']);
    },
  );

  it.each([
    ['nobody@example.com', 'no-such-user'],
    ['user2@example.com', 'no-such-user'],
    ['user3@example.com', 'unverified-login'],
    ['shared@example.com', 'ambiguous-login'],
    ['user8@example.com', 'no-such-user'],
  ])('makes the same calls for %s and denies it as %s', async (typed, reason) => {
    const { outcome, calls } = await run(typed);

    expect(outcome).toBe(reason);
    expect(calls).toEqual(['listByName', 'signIn']);
  });

  it.each(['x"@example.com', 'x\\@example.com'])(
    'asks for nobody by %s, and denies it after the same single sign-in',
    async (typed) => {
      const { outcome, calls, filters } = await run(typed);

      expect(outcome).toBe('no-such-user');
      expect([calls, filters]).toEqual([['signIn'], []]);
    },
  );

  it.each<[string, ListAnswer, string]>([
    ['a throttled list', { kind: 'error', call: 'ListUsers', name: 'TooManyRequestsException' }, 'source-throttled'],
    [
      'a list that is not allowed',
      { kind: 'error', call: 'ListUsers', name: 'NotAuthorizedException' },
      'source-access-denied',
    ],
    ['a list without an end', { kind: 'unfinished' }, 'lookup-unfinished'],
    ['a role that cannot be assumed', { kind: 'error', call: 'AssumeRole', name: 'AccessDenied' }, 'source-role'],
  ])('takes %s for an outage and asks no more', async (_, listed, reason) => {
    const { outcome, calls } = await run('user1@example.com', listed);

    expect(outcome).toBe(reason);
    expect(calls).toEqual(['listByName']);
  });

  it('does not believe a list that shows somebody with another name', async () => {
    const { outcome } = await run('user1@example.com', { kind: 'listed', users: [buildUser(9)] });

    expect(outcome).toBe('no-such-user');
  });

  it('finds who forgot the password in the same way', async () => {
    const { outcome, calls } = await run('user1@example.com', undefined, {
      triggerSource: 'UserMigration_ForgotPassword',
    });

    expect(outcome).toBe('create');
    expect(calls).toEqual(['listByName', 'getUser', 'claim']);
  });
});
