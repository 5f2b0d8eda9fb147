import { describe, expect, it } from 'vitest';
import { type ImportRowRules, toImportRow } from '../../core/export/to-import-row.ts';
import type { PoolProfile } from '../../core/users/pool-profile.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { buildTarget, buildUser, buildUsersConfig, importHeader } from '../support/user-builders.ts';

const rules = (overrides: Partial<ImportRowRules> = {}): ImportRowRules => ({
  header: importHeader,
  target: buildTarget(),
  users: buildUsersConfig(),
  includeDisabled: false,
  isMarkedVerified: () => false,
  ...overrides,
});
const withAttributes = (attributes: Record<string, string>) => buildUser(1, { attributes });
const row = (user: UserRecord, overrides?: Partial<ImportRowRules>) => {
  const outcome = toImportRow(user, rules(overrides));
  if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.message}`);
  const { header } = rules(overrides);
  return Object.fromEntries(
    header.map((column, at) => [column, outcome.cells[at]]).filter(([, value]) => value !== ''),
  );
};
const code = (user: UserRecord, overrides?: Partial<ImportRowRules>) => {
  const outcome = toImportRow(user, rules(overrides));
  return outcome.ok ? 'ok' : outcome.code;
};

const byUsername = (overrides: Partial<PoolProfile> = {}): Partial<ImportRowRules> => ({
  target: buildTarget({ signIn: { kind: 'username', aliases: [] }, ...overrides }),
});

describe('toImportRow', () => {
  it('has one value for every column of the header, in its order', () => {
    const outcome = toImportRow(buildUser(1), rules());
    expect(outcome.ok && outcome.cells.length).toBe(importHeader.length);
    expect(outcome.ok && outcome.cells[importHeader.indexOf('cognito:username')]).toBe('user1@example.com');
  });

  it('follows the order of the header it is given', () => {
    const header = importHeader.toReversed();
    const outcome = toImportRow(buildUser(1), rules({ header }));
    expect(outcome.ok && outcome.cells[header.indexOf('cognito:username')]).toBe('user1@example.com');
  });

  it('makes the address the username, states flags and second factor, and writes the birthday as imports want it', () => {
    expect(row(withAttributes({ birthdate: '1990-05-06', 'custom:role': 'admin' }))).toEqual({
      'cognito:username': 'user1@example.com',
      'cognito:mfa_enabled': 'false',
      email: 'user1@example.com',
      email_verified: 'true',
      phone_number_verified: 'false',
      birthdate: '05/06/1990',
    });
  });

  it.each<[PoolProfile['mfa'], string]>([
    ['OFF', 'false'],
    ['OPTIONAL', 'false'],
    ['ON', 'true'],
  ])('answers cognito:mfa_enabled for a target whose MFA is %s with %s', (mfa, cell) => {
    expect(row(buildUser(1), { target: buildTarget({ mfa }) })['cognito:mfa_enabled']).toBe(cell);
  });

  it('leaves a column blank that the header has and the configuration does not name', () => {
    expect(row(withAttributes({ 'custom:plan': 'gold' }))['custom:plan']).toBeUndefined();
  });

  it.each<[string, UserRecord, string]>([
    ['a disabled user', buildUser(1, { enabled: false }), 'disabled'],
    ['a federated user', buildUser(1, { status: 'EXTERNAL_PROVIDER' }), 'external-provider'],
    ['an unconfirmed user', buildUser(1, { status: 'UNCONFIRMED' }), 'unconfirmed'],
    ['a user in an unknown status', buildUser(1, { status: 'NEW_STATUS' }), 'status-not-carried'],
    ['a user without the sign-in name', withAttributes({ email: '', email_verified: 'false' }), 'no-sign-in-name'],
    ['an unverified sign-in name', withAttributes({ email_verified: 'false' }), 'unverified-sign-in-name'],
    ['a flag in another spelling', withAttributes({ email_verified: 'TRUE' }), 'unverified-sign-in-name'],
    ['a flag without its address', withAttributes({ phone_number_verified: 'true' }), 'verified-without-address'],
    ['a sign-in name of 129 characters', withAttributes({ email: `${'a'.repeat(123)}@x.com` }), 'bad-username'],
    ['a sign-in name with a space', withAttributes({ email: 'a b@x.com' }), 'bad-username'],
    ['an address that is none', withAttributes({ email: 'nobody' }), 'bad-email'],
    ['a phone number with two zeros', withAttributes({ phone_number: '0044123456' }), 'bad-phone-number'],
    ['a plus sign alone', withAttributes({ phone_number: '+' }), 'bad-phone-number'],
    ['a phone number with blanks', withAttributes({ phone_number: '+1 (555)' }), 'bad-phone-number'],
    ['a birthday in another order', withAttributes({ birthdate: '05/06/1990' }), 'bad-date'],
    ['a birthday that is none', withAttributes({ birthdate: '1990-02-30' }), 'bad-date'],
    ['a birthday without a day', withAttributes({ birthdate: '1990' }), 'value-too-short'],
    ['a value of 2049 characters', withAttributes({ profile: 'x'.repeat(2049) }), 'value-too-long'],
    ['a time that is no number', withAttributes({ updated_at: 'yesterday' }), 'bad-number'],
    ['a value with a line break', withAttributes({ name: 'x\nadmin,a@x.io,TRUE' }), 'unsafe-value'],
    ['a value with a backslash', withAttributes({ name: 'a\\' }), 'unsafe-value'],
  ])('rejects %s', (_what, user, expected) => {
    expect(code(user)).toBe(expected);
  });

  it('rejects a row longer than an import file may have', () => {
    const long = Object.fromEntries(
      ['name', 'profile', 'picture', 'website', 'address', 'nickname', 'locale', 'zoneinfo'].map((name) => [
        name,
        'x'.repeat(2048),
      ]),
    );
    expect(code(withAttributes(long))).toBe('row-too-long');

    const { nickname: _, ...rest } = long;
    const length = (nickname: string) => {
      const outcome = toImportRow(withAttributes({ ...rest, nickname }), rules());
      return outcome.ok ? outcome.line.length : outcome.code;
    };
    const room = 16_000 - Number(length(''));
    expect(length('x'.repeat(room))).toBe(16_000);
    expect(length('x'.repeat(room + 1))).toBe('row-too-long');
  });

  it('rejects a user who lacks what the target requires, naming the attribute', () => {
    const schema = buildTarget().schema.map((each) =>
      each.name === 'family_name' ? { ...each, required: true } : each,
    );
    expect(toImportRow(buildUser(1), rules({ target: buildTarget({ schema }) }))).toEqual({
      ok: false,
      code: 'missing-required',
      message: 'lacks "family_name"',
    });
  });

  it('rejects an attribute the target has no column for', () => {
    expect(
      code(withAttributes({ nickname: 'x' }), { header: importHeader.filter((name) => name !== 'nickname') }),
    ).toBe('unknown-attribute');
  });

  it('never names a value in a message', () => {
    for (const attributes of [
      { name: 'canary\n' },
      { birthdate: 'canary-day' },
      { phone_number: 'canary' },
      { email: 'canary' },
    ]) {
      expect(JSON.stringify(toImportRow(withAttributes(attributes), rules()))).not.toContain('canary');
    }
  });

  it('lets disabled users through when asked', () => {
    expect(code(buildUser(1, { enabled: false }), { includeDisabled: true })).toBe('ok');
  });

  describe('when the target signs in by username', () => {
    it('keeps the username and asks for one verified address', () => {
      expect(row(buildUser(1), byUsername())['cognito:username']).toBe('user1');
      expect(code(withAttributes({ email_verified: 'false' }), byUsername())).toBe('no-verified-address');
    });

    it('accepts either address where the target verifies both, and none but its own where it verifies one', () => {
      const phoneOnly = withAttributes({
        email_verified: 'false',
        phone_number: '+12345550100',
        phone_number_verified: 'true',
      });
      expect(code(phoneOnly, byUsername({ autoVerifiedAttributes: ['email', 'phone_number'] }))).toBe('ok');
      expect(code(phoneOnly, byUsername())).toBe('no-verified-address');
    });

    it('rejects a username that looks like an alias of the target', () => {
      const target = byUsername({ signIn: { kind: 'username', aliases: ['email', 'phone_number'] } });
      expect(code(buildUser(1, { username: 'a@x.io' }), target)).toBe('bad-username');
      expect(code(buildUser(1, { username: '+12345550100' }), target)).toBe('bad-username');
      const onlyEmail = byUsername({ signIn: { kind: 'username', aliases: ['email'] } });
      expect(code(buildUser(1, { username: '+12345550100' }), onlyEmail)).toBe('ok');
      expect(code(buildUser(1, { username: 'a@x.io' }), byUsername())).toBe('ok');
    });
  });

  describe('verified flags', () => {
    const marked = { isMarkedVerified: () => true };

    it('are never true where the source is silent, unless an operator vouches for the user', () => {
      const user = withAttributes({ email_verified: 'false', phone_number: '+12345550100' });
      expect(code(user)).toBe('unverified-sign-in-name');
      expect(row(user, marked)).toMatchObject({ email_verified: 'true', phone_number_verified: 'false' });
    });

    it('are said to be marked only where the mark made the difference', () => {
      expect(toImportRow(buildUser(1), rules(marked))).toMatchObject({ markedVerified: [] });
      expect(toImportRow(withAttributes({ email_verified: 'false' }), rules(marked))).toMatchObject({
        markedVerified: ['email'],
      });
    });

    it('are marked on as few addresses as the row needs', () => {
      const user = withAttributes({
        email_verified: 'false',
        phone_number: '+12345550100',
        phone_number_verified: 'true',
      });
      const both = byUsername({ autoVerifiedAttributes: ['email', 'phone_number'] });
      expect(row(user, { ...both, ...marked })).toMatchObject({
        email_verified: 'false',
        phone_number_verified: 'true',
      });
    });

    it('cannot be marked on an address the user does not have', () => {
      expect(code(withAttributes({ email: '', email_verified: 'false' }), { ...byUsername(), ...marked })).toBe(
        'no-verified-address',
      );
    });
  });
});
