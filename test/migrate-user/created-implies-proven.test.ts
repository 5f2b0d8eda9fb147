import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { challengeTable } from '../../core/migrate-user/decision-table.ts';
import { type MigrationReport, migrateUser } from '../../core/migrate-user/migrate-user.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { createFakeSource, type FakeAccount } from '../support/fake-source.ts';
import { createInMemoryLedger } from '../support/in-memory-ledger.ts';
import { buildEvent, buildSettings, previousSub, previousUsername } from '../support/migration-builders.ts';
import { buildUser } from '../support/user-builders.ts';

/** Mostly what an ordinary user has, so that many are created. */
const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...others) });

const flag = mostly<string | undefined>('true', 'false', 'True', '1', '', undefined);
const addressOf = (n: number) =>
  mostly<string | undefined>(`user${n}@example.com`, `USER${n}@example.com`, 'user2@example.com', 'x@y', '', undefined);
const status = mostly<UserRecord['status']>(
  'CONFIRMED',
  'UNCONFIRMED',
  'RESET_REQUIRED',
  'FORCE_CHANGE_PASSWORD',
  'ARCHIVED',
  'EXTERNAL_PROVIDER',
  'NEW_STATUS',
);

const attributesFor = (n: number) =>
  fc.record({
    email: addressOf(n),
    email_verified: flag,
    phone_number: fc.constantFrom('+12025550143', 'not a number', undefined),
    phone_number_verified: flag,
    given_name: fc.option(fc.string({ maxLength: 40 }), { nil: undefined }),
    birthdate: fc.constantFrom('1815-12-10', '10.12.1815', undefined),
    'custom:plan': fc.option(fc.string({ maxLength: 300 }), { nil: undefined }),
    'custom:role': fc.constantFrom('admin', undefined),
    'dev:custom:note': fc.constantFrom('x', undefined),
    identities: fc.constantFrom('[{"userId":"1"}]', undefined),
    'cognito:mfa_enabled': fc.constantFrom('true', undefined),
  });

const accountOf = (n: number) =>
  fc
    .record({
      attributes: attributesFor(n),
      status,
      enabled: mostly(true, false),
      challenge: mostly<string | undefined>(undefined, ...Object.keys(challengeTable), 'UNKNOWN_CHALLENGE'),
      secondFactors: fc.constantFrom([], ['SMS_MFA'], ['SOFTWARE_TOKEN_MFA']),
    })
    .map(({ attributes: given, status, enabled, challenge, secondFactors }): FakeAccount => {
      const present = Object.entries(given).filter(([, value]) => value !== undefined) as [string, string][];
      return {
        user: { ...buildUser(n, { status, enabled }), attributes: new Map(present) },
        password: 'Right-Password-1',
        secondFactors,
        ...(challenge === undefined ? {} : { challenge }),
      };
    });

const settings = fc
  .record({
    passwordOnly: fc.constantFrom('deny', 'reset', 'accept'),
    temporaryPasswords: fc.constantFrom('deny', 'reset'),
    forgotPassword: fc.constantFrom('migrate' as const, 'off' as const),
    lookup: fc.constantFrom('as-typed' as const, 'list-users' as const),
    mfa: fc.constantFrom('OFF' as const, 'OPTIONAL' as const, 'ON' as const),
    signIn: fc.constantFrom(
      { kind: 'attribute', attributes: ['email'] } as const,
      { kind: 'username', aliases: ['email'] } as const,
      { kind: 'username', aliases: [] } as const,
      { kind: 'attribute', attributes: ['email', 'phone_number'] } as const,
    ),
    caseSensitive: fc.boolean(),
  })
  .map(({ passwordOnly, temporaryPasswords, forgotPassword, lookup, ...target }) =>
    buildSettings({
      users: { mfa: { passwordOnly }, temporaryPasswords, attributes: { copy: ['standard', 'custom:plan'] } },
      forgotPassword,
      lookup,
      target,
    }),
  );

const event = fc
  .record({
    userName: mostly('user1@example.com', 'user2@example.com', 'user1', 'user2', 'nobody'),
    password: fc.constantFrom('Right-Password-1', 'Right-Password-1', 'Wrong-Password-1'),
    triggerSource: fc.constantFrom('UserMigration_Authentication', 'UserMigration_ForgotPassword'),
  })
  .map(({ userName, password, triggerSource }) => buildEvent({ userName, triggerSource, request: { password } }));

type Run = {
  readonly accounts: readonly FakeAccount[];
  readonly report: MigrationReport;
  readonly typedRightPassword: boolean;
  readonly isSignIn: boolean;
  readonly claims: ReadonlyMap<string, { readonly state: string }>;
};

const allowed = (name: string) =>
  ['username', 'custom:plan', previousSub, previousUsername].includes(name) ||
  !/^(custom:|dev:|cognito:|identities$|sub$)/.test(name);

const creations = { count: 0 };

/** Runs one event against two arbitrary users; `check` is asked only when somebody was created. */
const whenCreated = (check: (run: Run, user: UserRecord, response: Record<string, unknown>) => void) =>
  fc.assert(
    fc.asyncProperty(fc.tuple(accountOf(1), accountOf(2)), settings, event, async (accounts, chosen, sent) => {
      const ledger = createInMemoryLedger();
      const { ports } = createFakeSource({ accounts, ledger });
      const report = await migrateUser(sent, chosen, ports);
      if (report.outcome.kind !== 'create') {
        expect(ledger.rows.size).toBe(0);
        return;
      }
      creations.count += 1;
      const run = {
        accounts,
        report,
        typedRightPassword: sent.request.password === 'Right-Password-1',
        isSignIn: sent.triggerSource === 'UserMigration_Authentication',
        claims: ledger.rows,
      };
      const user = accounts.find((each) => each.user.sub === report.previousSub)?.user;
      if (user === undefined) throw new Error('created a user who is not in the source');
      check(run, user, report.outcome.response);
    }),
    { numRuns: 3_000, seed: 20261120 },
  );

const attributesOf = (response: Record<string, unknown>) => response.userAttributes as Record<string, string>;

describe('whoever is created', () => {
  it('has proved the password, or must reset it', async () => {
    await whenCreated(({ typedRightPassword, isSignIn }, user, response) => {
      expect(user.enabled).toBe(true);
      if (isSignIn) expect(typedRightPassword).toBe(true);
      if (response.finalUserStatus === 'CONFIRMED') {
        expect(isSignIn).toBe(true);
        expect(user.status).toBe('CONFIRMED');
      } else {
        expect('finalUserStatus' in response).toBe(false);
      }
    });

    expect(creations.count).toBeGreaterThan(100);
  });

  it('has the verified flags of the source, and no other', async () => {
    await whenCreated((_, user, response) => {
      for (const name of ['email', 'phone_number']) {
        const given = attributesOf(response)[`${name}_verified`];
        if (given === undefined) expect(attributesOf(response)[name]).toBeUndefined();
        else expect(given).toBe(String(user.attributes.get(`${name}_verified`) === 'true'));
      }
    });
  });

  it('brings only attributes that are allowed, and says whom they were', async () => {
    await whenCreated((_, user, response) => {
      expect(Object.keys(attributesOf(response)).filter((name) => !allowed(name))).toEqual([]);
      expect(attributesOf(response)[previousSub]).toBe(user.sub);
      expect(attributesOf(response)[previousUsername]).toBe(user.username);
      expect(Object.values(attributesOf(response)).every((value) => typeof value === 'string')).toBe(true);
    });
  });

  it('is claimed in the ledger, alone', async () => {
    await whenCreated(({ claims }, user) => {
      expect([...claims.keys()]).toEqual([user.sub]);
    });
  });

  it('takes no alias and gets no mail', async () => {
    await whenCreated((_, __, response) => {
      expect(response.forceAliasCreation).toBe(false);
      expect(response.messageAction).toBe('SUPPRESS');
    });
  });

  it('meets a second factor only by the policy', async () => {
    await whenCreated(({ accounts, report, isSignIn }, user) => {
      const account = accounts.find((each) => each.user.sub === user.sub);
      if (account?.challenge === undefined || !isSignIn || report.outcome.kind !== 'create') return;
      const withSms = report.outcome.response.enableSMSMFA === true;
      expect(withSms ? account.challenge === 'SMS_MFA' : report.downgrade !== undefined).toBe(true);
    });
  });
});
