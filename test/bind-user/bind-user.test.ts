import { describe, expect, it } from 'vitest';
import { type BindUserPorts, type BindUserSettings, bindUser } from '../../core/bind-user/bind-user.ts';
import type { ClaimRow, LedgerRow, Tombstone } from '../../core/identity/ledger.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { createInMemoryLedger } from '../support/in-memory-ledger.ts';
import { buildUser } from '../support/user-builders.ts';

const settings: BindUserSettings = {
  target: { userPoolId: 'eu-west-1_aTargetPl', caseSensitive: false },
  usernameMode: 'email',
  previousSub: 'custom:prev_sub_id',
};
const oldSub = 'old-sub-1';
const newcomer = (overrides: Parameters<typeof buildUser>[1] = {}) =>
  buildUser(1, { createdAtMs: 60_000, attributes: { 'custom:prev_sub_id': oldSub }, ...overrides });
const reserved: LedgerRow = {
  previousSub: oldSub,
  state: 'reserved',
  loginHash: 'hash(user1@example.com)',
  claimedBy: 'trigger',
  claimedAtMs: 59_000,
};

const eventOf = (user: UserRecord, overrides: object = {}) => ({
  version: '1',
  triggerSource: 'PostAuthentication_Authentication',
  userPoolId: 'eu-west-1_aTargetPl',
  userName: user.username,
  request: { userAttributes: { sub: user.sub, ...Object.fromEntries(user.attributes) }, newDeviceUsed: false },
  response: {},
  ...overrides,
});

const setUp = (user: UserRecord, rows: readonly LedgerRow[] = [reserved]) => {
  const ledger = createInMemoryLedger(rows);
  const calls: string[] = [];
  const ports: BindUserPorts = {
    hashLogin: async (login) => `hash(${login})`,
    find: (sub) => {
      calls.push('find');
      return ledger.find(sub);
    },
    async getUser(username) {
      calls.push('getUser');
      return username === user.username
        ? { kind: 'found', user, secondFactors: [] }
        : { kind: 'error', call: 'AdminGetUser', name: 'UserNotFoundException' };
    },
    bind: (binding) => {
      calls.push('bind');
      return ledger.bind(binding);
    },
    addToGroup: async () => 'added',
    recordGroups: async () => undefined,
    nowMs: () => 61_000,
  };
  return { ledger, calls, ports };
};

describe('bindUser', () => {
  it('binds a user to the claim that made them', async () => {
    const user = newcomer();
    const { ledger, calls, ports } = setUp(user);

    const report = await bindUser(eventOf(user), settings, ports);

    expect(report).toEqual({ outcome: 'bound', previousSub: oldSub, newSub: user.sub });
    expect(calls).toEqual(['find', 'getUser', 'bind']);
    expect(ledger.rows.get(oldSub)).toMatchObject({ state: 'bound', newSub: user.sub, boundAtMs: 61_000 });
  });

  it('asks nothing for users who were never in the source', async () => {
    const user = newcomer({ attributes: {} });
    const { calls, ports } = setUp(user);

    expect(await bindUser(eventOf(user), settings, ports)).toEqual({ outcome: 'nothing-to-bind' });
    expect(calls).toEqual([]);
  });

  it('reads once for users who are bound', async () => {
    const user = newcomer();
    const { calls, ports } = setUp(user, [{ ...reserved, state: 'bound', newSub: user.sub }]);

    expect((await bindUser(eventOf(user), settings, ports)).outcome).toBe('already-bound');
    expect(calls).toEqual(['find']);
  });

  it('binds once when a user signs in twice at the same moment', async () => {
    const user = newcomer();
    const { ledger, ports } = setUp(user);

    const reports = await Promise.all([1, 2, 3].map(() => bindUser(eventOf(user), settings, ports)));

    expect(reports.map(({ outcome }) => outcome)).toEqual(['bound', 'bound', 'bound']);
    expect(ledger.rows.get(oldSub)).toMatchObject({ state: 'bound', newSub: user.sub });
  });

  const frauds: [string, Partial<ClaimRow> | Tombstone | undefined, Parameters<typeof buildUser>[1], string][] = [
    ['whom nobody claimed', undefined, {}, 'no-claim'],
    ['who was claimed for another name', { loginHash: 'hash(other@example.com)' }, {}, 'another-login'],
    ['who is somebody else by now', { state: 'bound', newSub: 'somebody-else' }, {}, 'bound-to-another'],
    ['who was forgotten', { previousSub: oldSub, state: 'forgotten', forgottenAtMs: 0 }, {}, 'forgotten'],
    ['who was claimed long after this user existed', {}, { createdAtMs: 1_000 }, 'older-than-claim'],
    [
      'by an address that is not verified',
      {},
      { attributes: { 'custom:prev_sub_id': oldSub, email_verified: 'false' } },
      'another-login',
    ],
  ];

  it.each(frauds)('refuses a user who names a source user %s', async (_, row, overrides, reason) => {
    const user = newcomer(overrides);
    const rows = row === undefined ? [] : [{ ...reserved, ...row } as LedgerRow];
    const { ledger, calls, ports } = setUp(user, rows);

    const report = await bindUser(eventOf(user), settings, ports);

    expect(report).toMatchObject({ outcome: 'refused', reason });
    expect(calls).not.toContain('bind');
    expect([...ledger.rows.values()]).toEqual(rows);
  });

  it.each([
    ['what a user wrote', 'canary: not a sub'],
    ['what is too long for a key', 'canary'.repeat(341)],
  ])('never repeats %s into the attribute of the previous sub', async (_, written) => {
    const user = newcomer({ attributes: { 'custom:prev_sub_id': written } });
    const { calls, ports } = setUp(user);

    const report = await bindUser(eventOf(user), settings, ports);

    expect(report).toEqual({ outcome: 'refused', reason: 'no-claim', newSub: user.sub });
    expect(calls.length).toBe(written.length > 2_000 ? 0 : 1);
  });

  it('leaves a user of an import to it when the clocks disagree', async () => {
    const user = newcomer({ createdAtMs: 1_000 });
    const { ports } = setUp(user, [{ ...reserved, claimedBy: 'import', runId: 'run-1' }]);

    expect((await bindUser(eventOf(user), settings, ports)).outcome).toBe('left-to-import');
  });

  it('knows a user by username where that is the sign-in name', async () => {
    const user = newcomer({ username: 'Ada' });
    const { ports } = setUp(user, [{ ...reserved, loginHash: 'hash(ada)' }]);

    expect((await bindUser(eventOf(user), { ...settings, usernameMode: 'keep' }, ports)).outcome).toBe('bound');
  });

  describe('where the sign-in name is a username', () => {
    const byUsername: BindUserSettings = { ...settings, usernameMode: 'keep' };
    const claimed: LedgerRow = { ...reserved, loginHash: 'hash(ada)', contactHash: 'hash(user1@example.com)' };
    const signUp = (attributes: Record<string, string>) =>
      newcomer({ username: 'ada', attributes: { 'custom:prev_sub_id': oldSub, ...attributes } });

    it('binds whoever has the address that the source user brought along', async () => {
      const user = signUp({ email: 'User1@example.com', email_verified: 'true' });
      const { ports } = setUp(user, [claimed]);

      expect((await bindUser(eventOf(user), byUsername, ports)).outcome).toBe('bound');
    });

    it.each<[string, Record<string, string>]>([
      ['has another address', { email: 'thief@example.com', email_verified: 'true' }],
      ['has not verified the address', { email: 'user1@example.com', email_verified: 'false' }],
      ['wrote the address into another attribute', { email: '', nickname: 'user1@example.com' }],
    ])('binds nobody who took the name and %s', async (_, attributes) => {
      const user = signUp(attributes);
      const { ledger, ports } = setUp(user, [claimed]);

      expect(await bindUser(eventOf(user), byUsername, ports)).toMatchObject({
        outcome: 'refused',
        reason: 'another-contact',
      });
      expect(ledger.rows.get(oldSub)).toEqual(claimed);
    });

    it('leaves users of an import to it, which knows whom its job made', async () => {
      const user = signUp({});
      const row: LedgerRow = { ...reserved, loginHash: 'hash(ada)', claimedBy: 'import', runId: 'run-1' };
      const { ledger, ports } = setUp(user, [row]);

      expect((await bindUser(eventOf(user), byUsername, ports)).outcome).toBe('left-to-import');
      expect(ledger.rows.get(oldSub)).toEqual(row);
    });
  });

  it.each([
    ['another pool', { userPoolId: 'eu-west-1_another' }],
    ['another trigger', { triggerSource: 'PostConfirmation_ConfirmSignUp' }],
    ['no attributes', { request: {} }],
    ['no request', { request: null }],
    ['no name', { userName: undefined }],
  ])('leaves events of %s alone', async (_, overrides) => {
    const user = newcomer();
    const { calls, ports } = setUp(user);

    expect(await bindUser(eventOf(user, overrides), settings, ports)).toEqual({ outcome: 'nothing-to-bind' });
    expect(calls).toEqual([]);
  });

  it('says so when the target does not answer', async () => {
    const user = newcomer();
    const { ports } = setUp(user);

    expect(await bindUser(eventOf(user, { userName: 'gone' }), settings, ports)).toMatchObject({
      outcome: 'failed',
      errorName: 'UserNotFoundException',
    });
  });
});
