import { describe, expect, it } from 'vitest';
import { PoolferryError } from '../../core/errors.ts';
import type { ClaimRow, Tombstone } from '../../core/identity/ledger.ts';
import type { IndexedLogin } from '../../core/migrate-user/find-match.ts';
import { type MigrateUserPorts, migrateUser } from '../../core/migrate-user/migrate-user.ts';
import type { PasswordPolicy } from '../../core/users/password-policy.ts';
import { createFakeSource, type FakeAccount } from '../support/fake-source.ts';
import { createInMemoryLedger } from '../support/in-memory-ledger.ts';
import { buildEvent, buildSettings, clientId } from '../support/migration-builders.ts';
import { buildUser } from '../support/user-builders.ts';

const password = 'Right-Password-1';
const account = (n: number, overrides: Partial<FakeAccount> = {}): FakeAccount => ({
  user: buildUser(n),
  password,
  ...overrides,
});
const forgotten = (overrides: object = {}) =>
  buildEvent({ triggerSource: 'UserMigration_ForgotPassword', request: { userAttributes: null }, ...overrides });

const indexed = (n: number, overrides: object = {}): IndexedLogin => ({
  ambiguous: false,
  previousSub: buildUser(n).sub,
  previousUsername: `user${n}`,
  verified: true,
  ...overrides,
});

describe('migrateUser', () => {
  it('creates a user with one sign-in, one read and one claim', async () => {
    const ledger = createInMemoryLedger();
    const { ports, calls } = createFakeSource({ accounts: [account(1)], ledger });

    const report = await migrateUser(buildEvent(), buildSettings(), ports);

    expect(report.outcome.kind).toBe('create');
    expect(calls).toEqual(['signIn', 'getUser', 'claim']);
    expect([...ledger.rows.values()]).toEqual([
      {
        previousSub: buildUser(1).sub,
        previousUsername: 'user1',
        loginHash: 'hash(user1@example.com)',
        state: 'reserved',
        claimedBy: 'trigger',
        claimedAtMs: 1_000,
        triggerClaimedAtMs: 1_000,
      },
    ]);
  });

  it.each([
    ['reset', undefined, { minLength: 12, requires: [] }],
    ['reset', undefined, { minLength: 8, requires: ['uppercase', 'symbol', 'number', 'lowercase'] }, 'Password1'],
    ['kept', 'CONFIRMED', { minLength: 8, requires: ['uppercase', 'symbol', 'number', 'lowercase'] }],
    ['kept', 'CONFIRMED', undefined, 'x'],
  ] as [string, string | undefined, PasswordPolicy | undefined, string?][])(
    'has a password %s (%s) by the policy %j',
    async (_, finalUserStatus, passwordPolicy, typed = 'Pass-word1') => {
      const ledger = createInMemoryLedger();
      const { ports } = createFakeSource({ accounts: [{ user: buildUser(1), password: typed }], ledger });
      const settings = buildSettings(passwordPolicy === undefined ? {} : { passwordPolicy });

      const { outcome, downgrade } = await migrateUser(buildEvent({ request: { password: typed } }), settings, ports);

      expect(outcome).toMatchObject({ kind: 'create' });
      if (outcome.kind === 'create') expect(outcome.response.finalUserStatus).toBe(finalUserStatus);
      expect(downgrade).toBeUndefined();
    },
  );

  it('finds the user by the index where the source knows only usernames', async () => {
    const index = new Map([['hash(user1@example.com)', indexed(1)]]);
    const ledger = createInMemoryLedger();
    const { ports, calls } = createFakeSource({ accounts: [account(1)], ledger, index, aliases: false });

    const report = await migrateUser(buildEvent(), buildSettings({ lookup: 'index' }), ports);

    expect(report.outcome.kind).toBe('create');
    expect(calls).toEqual(['findByLogin', 'signIn', 'getUser', 'claim']);
  });

  describe('on every failing path', () => {
    const accounts = [
      account(1),
      account(2, { user: buildUser(2, { enabled: false }) }),
      account(3, { user: buildUser(3, { status: 'UNCONFIRMED' }) }),
      account(4, { user: buildUser(4, { status: 'RESET_REQUIRED' }) }),
      account(5, { challenge: 'SOFTWARE_TOKEN_MFA' }),
      account(6, { user: buildUser(6, { status: 'FORCE_CHANGE_PASSWORD' }) }),
    ];
    const index = new Map<string, IndexedLogin>([
      ...[1, 2, 3, 4, 5, 6].map((n) => [`hash(user${n}@example.com)`, indexed(n)] as const),
      ['hash(shared@example.com)', { ambiguous: true }],
      ['hash(unproved@example.com)', indexed(1, { verified: false })],
    ]);
    const typed = [
      ['a wrong password', 'user1@example.com', 'wrong-password', 'Wrong-Password-1'],
      ['a name nobody has', 'nobody@example.com', 'not-in-index', password],
      ['a name that several share', 'shared@example.com', 'ambiguous-login', password],
      ['an unverified address', 'unproved@example.com', 'unverified-login', password],
      ['a disabled user', 'user2@example.com', 'wrong-password', password],
      ['an unconfirmed user', 'user3@example.com', 'unconfirmed', password],
      ['a user who must reset', 'user4@example.com', 'reset-required', password],
      ['a user with a second factor', 'user5@example.com', 'second-factor', password],
      ['a user with a temporary password', 'user6@example.com', 'temporary-password', password],
    ] as const;

    it.each(typed)('asks the source once for %s', async (_, userName, reason, typedPassword) => {
      const ledger = createInMemoryLedger();
      const { ports, calls } = createFakeSource({ accounts, ledger, index, aliases: false });
      const event = buildEvent({ userName, request: { password: typedPassword } });

      const { outcome } = await migrateUser(event, buildSettings({ lookup: 'index' }), ports);

      expect(outcome).toEqual({ kind: 'deny', reason });
      expect(calls).toEqual(['findByLogin', 'signIn']);
    });

    it.each([
      ['a disabled user', 'user2@example.com'],
      ['an unconfirmed user', 'user3@example.com'],
      ['a name nobody has', 'nobody@example.com'],
      ['a name that several share', 'shared@example.com'],
      ['an unverified address', 'unproved@example.com'],
    ])('asks the source once when %s forgot the password', async (_, userName) => {
      const ledger = createInMemoryLedger();
      const { ports, calls } = createFakeSource({ accounts, ledger, index, aliases: false });

      const { outcome } = await migrateUser(forgotten({ userName }), buildSettings({ lookup: 'index' }), ports);

      expect(outcome.kind).toBe('deny');
      expect(calls).toEqual(['findByLogin', 'getUser']);
    });
  });

  it('answers an outage of the source alike for users and for nobody, and claims nothing', async () => {
    const index = new Map([['hash(user1@example.com)', indexed(1)]]);
    const outcomes = await Promise.all(
      ['user1@example.com', 'nobody@example.com'].map(async (userName) => {
        const ledger = createInMemoryLedger();
        const source = createFakeSource({
          accounts: [account(1)],
          ledger,
          index,
          sourceError: 'TooManyRequestsException',
        });
        const report = await migrateUser(buildEvent({ userName }), buildSettings({ lookup: 'index' }), source.ports);
        return { outcome: report.outcome, calls: source.calls, claims: ledger.rows.size };
      }),
    );

    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(outcomes[0]).toEqual({
      outcome: { kind: 'outage', reason: 'source-throttled' },
      calls: ['findByLogin', 'signIn'],
      claims: 0,
    });
  });

  it.each([
    ['hashLogin', 'lookup-failed'],
    ['findByLogin', 'lookup-failed'],
    ['signIn', 'defect'],
    ['getUser', 'defect'],
    ['claim', 'ledger-failed'],
  ] as [keyof MigrateUserPorts, string][])('takes a failing %s for the outage %s', async (port, reason) => {
    const index = new Map([['hash(user1@example.com)', indexed(1)]]);
    const fails = { [port]: () => new RangeError('secret detail') };
    const { ports } = createFakeSource({ accounts: [account(1)], ledger: createInMemoryLedger(), index, fails });

    const report = await migrateUser(buildEvent(), buildSettings({ lookup: 'index' }), ports);

    expect(report.outcome).toEqual({ kind: 'outage', reason });
    expect(report.errorName).toBe('RangeError');
    expect(JSON.stringify(report)).not.toContain('secret detail');
  });

  it.each([
    [
      'by its code where it is ours',
      new PoolferryError('too short', { code: 'name-hash-key-weak' }),
      'name-hash-key-weak',
    ],
    ['not at all where its name may hold a value', Object.assign(new Error('x'), { name: 'no user ada' }), 'unknown'],
  ])('names an error %s', async (_, error, name) => {
    const { ports } = createFakeSource({
      accounts: [],
      ledger: createInMemoryLedger(),
      fails: { hashLogin: () => error },
    });

    expect((await migrateUser(buildEvent(), buildSettings(), ports)).errorName).toBe(name);
  });

  it('says out of time when a call was aborted', async () => {
    const fails = { claim: () => new DOMException('aborted', 'AbortError') };
    const { ports } = createFakeSource({ accounts: [account(1)], ledger: createInMemoryLedger(), fails });

    const { outcome } = await migrateUser(buildEvent(), buildSettings(), ports);

    expect(outcome).toEqual({ kind: 'outage', reason: 'out-of-time' });
  });

  describe('with the ledger', () => {
    const claimFor = async (
      row: Partial<ClaimRow> | Tombstone | undefined,
      settings = buildSettings(),
      event = buildEvent(),
    ) => {
      const reserved = {
        previousSub: buildUser(1).sub,
        state: 'reserved',
        loginHash: 'hash(user1@example.com)',
        claimedBy: 'trigger',
        claimedAtMs: 500,
      } as const;
      const rows = row === undefined ? [] : [row.state === 'forgotten' ? row : { ...reserved, ...row }];
      const ledger = createInMemoryLedger(rows);
      const { ports } = createFakeSource({ accounts: [account(1)], ledger });
      return (await migrateUser(event, settings, ports)).outcome;
    };

    it('shares an unbound claim of the same login, however old', async () => {
      expect((await claimFor({ claimedAtMs: 0 })).kind).toBe('create');
      expect((await claimFor({ claimedBy: 'import', runId: 'run-1' })).kind).toBe('create');
    });

    it('denies another login', async () => {
      expect(await claimFor({ loginHash: 'hash(other@example.com)' })).toEqual({
        kind: 'deny',
        reason: 'claimed-by-another-login',
      });
    });

    it('denies who has crossed before, in either way across, for ever', async () => {
      const denied = { kind: 'deny', reason: 'already-crossed' };

      expect(await claimFor({ state: 'bound', newSub: 'new-1' })).toEqual(denied);
      expect(await claimFor({ state: 'bound', claimedBy: 'import', newSub: 'new-1' })).toEqual(denied);
      expect(await claimFor({ previousSub: buildUser(1).sub, state: 'forgotten', forgottenAtMs: 0 })).toEqual(denied);
      expect(await claimFor({ state: 'bound', newSub: 'new-1' }, buildSettings(), forgotten())).toEqual(denied);
    });

    it('gives the same answer to the same event, three times at once', async () => {
      const ledger = createInMemoryLedger();
      const { ports } = createFakeSource({ accounts: [account(1)], ledger });

      const reports = await Promise.all([1, 2, 3].map(() => migrateUser(buildEvent(), buildSettings(), ports)));

      expect(reports[0]?.outcome.kind).toBe('create');
      expect(reports[1]).toEqual(reports[0]);
      expect(reports[2]).toEqual(reports[0]);
      expect(ledger.rows.size).toBe(1);
    });

    it('lets one of two logins of the same user win, whoever comes first', async () => {
      const settings = buildSettings({ target: { signIn: { kind: 'username', aliases: [] } } });
      const twins = [account(1), account(1, { user: { ...buildUser(1), username: 'renamed' } })];
      const ledger = createInMemoryLedger();
      const { ports } = createFakeSource({ accounts: twins, ledger });

      const reports = await Promise.all(
        ['user1', 'renamed'].map((userName) => migrateUser(buildEvent({ userName }), settings, ports)),
      );

      expect(reports.map(({ outcome }) => outcome.kind).toSorted()).toEqual(['create', 'deny']);
      expect(ledger.rows.size).toBe(1);
    });
  });

  describe('on events it does not serve', () => {
    const unserved: [string, object, string][] = [
      ['another pool', { userPoolId: 'eu-west-1_another' }, 'unknown-pool'],
      ['another app client', { callerContext: { clientId: 'other' } }, 'unknown-client'],
      ['no app client', { callerContext: null }, 'unknown-client'],
      ['another trigger', { triggerSource: 'PreSignUp_SignUp' }, 'unknown-trigger-source'],
      ['an empty password', { request: { password: '' } }, 'bad-input'],
      ['no password', { request: {} }, 'bad-input'],
      ['no request', { request: null }, 'bad-input'],
      ['a password of 257 characters', { request: { password: 'p'.repeat(257) } }, 'bad-input'],
      ['a password with a control character', { request: { password: 'a\u0000bcdefgh' } }, 'bad-input'],
      ['an empty name', { userName: '' }, 'bad-input'],
      ['no name', { userName: undefined }, 'bad-input'],
      ['a name with a control character', { userName: 'user1\u0007' }, 'bad-input'],
      ['a name with a space', { userName: 'user 1' }, 'bad-input'],
      ['a name of 129 characters', { userName: 'u'.repeat(129) }, 'bad-input'],
      ['half a letter', { userName: 'user\ud800' }, 'bad-input'],
    ];

    it.each(unserved)('denies %s without a call', async (_, overrides, reason) => {
      const { ports, calls } = createFakeSource({ accounts: [account(1)], ledger: createInMemoryLedger() });

      const { outcome } = await migrateUser(buildEvent(overrides), buildSettings({ lookup: 'index' }), ports);

      expect(outcome).toEqual({ kind: 'deny', reason });
      expect(calls).toEqual([]);
    });

    it.each([null, undefined, 'text', 7, []])('denies %j without a call', async (event) => {
      const { ports, calls } = createFakeSource({ accounts: [account(1)], ledger: createInMemoryLedger() });

      expect((await migrateUser(event, buildSettings(), ports)).outcome.kind).toBe('deny');
      expect(calls).toEqual([]);
    });

    it('names the app client that is missing from the configuration', async () => {
      const { ports } = createFakeSource({ accounts: [], ledger: createInMemoryLedger() });
      const call = (id: string) => migrateUser(buildEvent({ callerContext: { clientId: id } }), buildSettings(), ports);

      expect((await call('5newappclient')).unknownClientId).toBe('5newappclient');
      expect((await call('no\nclient id')).unknownClientId).toBeUndefined();
    });

    it('asks nobody when forgotten passwords are switched off', async () => {
      const { ports, calls } = createFakeSource({ accounts: [account(1)], ledger: createInMemoryLedger() });

      const { outcome } = await migrateUser(forgotten(), buildSettings({ forgotPassword: 'off' }), ports);

      expect(outcome).toEqual({ kind: 'deny', reason: 'forgot-password-off' });
      expect(calls).toEqual([]);
    });
  });

  it.each([
    ['256 characters of password', { request: { password: 'p'.repeat(256) } }],
    ['128 CJK characters', { userName: '漢'.repeat(128) }],
    ['a phone number without a plus', { userName: '12025550143' }],
    ['fields that AWS adds', { region2: 'x', request: { password: 'x', newField: [1] } }],
  ])('sends %s as they came', async (_, overrides) => {
    const { ports, calls } = createFakeSource({ accounts: [account(1)], ledger: createInMemoryLedger() });

    const { outcome } = await migrateUser(buildEvent(overrides), buildSettings(), ports);

    expect(outcome.kind).toBe('deny');
    expect(calls).toEqual(['signIn']);
  });

  it('serves only the configured app clients', async () => {
    const { ports } = createFakeSource({ accounts: [account(1)], ledger: createInMemoryLedger() });
    const settings = buildSettings({ clientIds: [clientId, 'second'] });

    const { outcome } = await migrateUser(buildEvent({ callerContext: { clientId: 'second' } }), settings, ports);

    expect(outcome.kind).toBe('create');
  });
});
