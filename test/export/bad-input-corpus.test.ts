import { describe, expect, it } from 'vitest';
import type { ExportSettings } from '../../core/export/export-settings.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { buildExportSettings, runExport } from '../support/export-world.ts';
import { buildTarget, buildUser, buildUsersConfig, importHeader } from '../support/user-builders.ts';

/** What becomes of the first user of each case, who stands beside one without any trouble. */
type Case = readonly [
  what: string,
  user: Parameters<typeof buildUser>[1],
  outcome: string,
  settings?: Partial<ExportSettings>,
];

const withName = (name: string) => ({ attributes: { name } });
const withPhone = (phone_number: string) => ({ attributes: { phone_number } });
const usernameTarget = (overrides: Parameters<typeof buildTarget>[0] = {}) => ({
  target: { profile: buildTarget({ signIn: { kind: 'username', aliases: [] }, ...overrides }), region: 'eu-west-1' },
});
const emailAlias = usernameTarget({ signIn: { kind: 'username', aliases: ['email'] } });

const users: readonly Case[] = [
  ['a comma in a value', withName('a,b'), 'name=a\\,b'],
  ['a trailing backslash', withName('a\\'), 'unsafe-value'],
  ['a comma that is escaped already', withName('a\\,b'), 'unsafe-value'],
  ['a line break and a row of its own', withName('x\nadmin2,victim@x.io,true'), 'unsafe-value'],
  ['a carriage return and a line break', withName('x\r\n'), 'unsafe-value'],
  ['a line separator', withName('x\u2028y'), 'unsafe-value'],
  ['a paragraph separator', withName('x\u2029y'), 'unsafe-value'],
  ['a next line', withName('x\u0085y'), 'unsafe-value'],
  ['a NUL', withName('x\u0000'), 'unsafe-value'],
  ['a space in front', withName(' x'), 'unsafe-value'],
  ['a space behind', withName('x '), 'unsafe-value'],
  ['a byte order mark in a value', withName('\ufeffx'), 'unsafe-value'],
  ['half a surrogate pair', withName('x\ud800'), 'unsafe-value'],
  ['2,048 characters', withName('x'.repeat(2048)), `name=${'x'.repeat(2048)}`],
  ['2,049 characters', withName('x'.repeat(2049)), 'value-too-long'],
  ['a username with a space', { username: 'a b' }, 'bad-username', usernameTarget()],
  ['a username with a tab', { username: 'a\tb' }, 'bad-username', usernameTarget()],
  ['a username of 129 characters', { username: 'x'.repeat(129) }, 'bad-username', usernameTarget()],
  [
    'a username of 128 characters',
    { username: 'x'.repeat(128) },
    `cognito:username=${'x'.repeat(128)}`,
    usernameTarget(),
  ],
  ['a username like an e-mail address where that is an alias', { username: 'a@x.io' }, 'bad-username', emailAlias],
  ['a phone number as it should be', withPhone('+12345550100'), 'phone_number=+12345550100'],
  ['a phone number with two zeros', withPhone('0044123456'), 'bad-phone-number'],
  ['a phone number without digits', withPhone('+'), 'bad-phone-number'],
  ['a phone number with brackets', withPhone('+1 (555)'), 'bad-phone-number'],
  ['a flag that says True', { attributes: { email_verified: 'True' } }, 'unverified-sign-in-name'],
  ['a flag that says 1', { attributes: { email_verified: '1' } }, 'unverified-sign-in-name'],
  ['an empty flag', { attributes: { email_verified: '' } }, 'unverified-sign-in-name'],
  ['a flag without an address', { attributes: { phone_number_verified: 'true' } }, 'verified-without-address'],
  ['no verified contact at all', { attributes: { email_verified: 'false' } }, 'no-verified-address', usernameTarget()],
  ['second factors off in the target', {}, 'cognito:mfa_enabled=false'],
  [
    'second factors required by the target',
    {},
    'cognito:mfa_enabled=true',
    { target: { profile: buildTarget({ mfa: 'ON' }), region: 'x' } },
  ],
  ['a formula', withName('=HYPERLINK("x")'), 'name==HYPERLINK("x")'],
  ['an escape sequence of a terminal', withName('\u001b[2J'), 'unsafe-value'],
  ['the same address in another case', { attributes: { email: 'USER2@example.com' } }, 'duplicate-sign-in-name'],
  [
    'the same address, not verified',
    { attributes: { email: 'User2@example.com', email_verified: 'false' } },
    'duplicate-sign-in-name',
  ],
  [
    'a letter that looks the same',
    { attributes: { email: 'us\u0435r2@example.com' } },
    'cognito:username=us\u0435r2@example.com',
  ],
  ['a plus tag', { attributes: { email: 'user2+tag@example.com' } }, 'cognito:username=user2+tag@example.com'],
  ['a dot', { attributes: { email: 'u.ser2@example.com' } }, 'cognito:username=u.ser2@example.com'],
  ['a federated user', { username: 'Google_123', status: 'EXTERNAL_PROVIDER' }, 'external-provider'],
  ['an unconfirmed user', { status: 'UNCONFIRMED' }, 'unconfirmed'],
  ['a temporary password', { status: 'FORCE_CHANGE_PASSWORD' }, 'cognito:username=user1@example.com'],
  ['a reset that is due', { status: 'RESET_REQUIRED' }, 'cognito:username=user1@example.com'],
  ['a disabled user', { enabled: false }, 'disabled'],
  ['a compromised user', { status: 'COMPROMISED' }, 'status-not-carried'],
  ['an archived user', { status: 'ARCHIVED' }, 'status-not-carried'],
  ['a user in a status that AWS does not know', { status: 'UNKNOWN' }, 'status-not-carried'],
  ['a status that is new', { status: 'SOMETHING_NEW' }, 'status-not-carried'],
  ["an attribute of developers' own", { attributes: { 'dev:note': 'x' } }, 'cognito:username=user1@example.com'],
];

/** Cells of the user's row by column, or the code of their reject. */
const outcomeOf = async (user: UserRecord, settings: Partial<ExportSettings> = {}) => {
  const { lines, files, counts } = await runExport([user, buildUser(2)], settings);
  expect(counts.exported + counts.rejected).toBe(2);
  const [reject] = lines('rejects.jsonl').filter(({ sub }) => sub === user.sub);
  if (reject !== undefined) return reject.code;
  const { row } = lines('users.jsonl').find(({ sub }) => sub === user.sub);
  const cells = (files.get('users-001.csv') ?? '').split('\n')[row]?.split(/(?<!\\),/) ?? [];
  return importHeader.map((column, at) => `${column}=${cells[at]}`);
};

describe('an export meets', () => {
  it.each(users.map(([what, overrides, outcome, settings]) => ({ what, overrides, outcome, settings })))(
    '$what',
    async ({ overrides, outcome, settings }) => {
      const found = await outcomeOf(buildUser(1, overrides), settings);
      if (typeof found === 'string') expect(found).toBe(outcome);
      else expect(found).toContain(outcome);
    },
  );

  it('a composed and a decomposed letter: two names, flagged as look-alikes', async () => {
    const pair = ['\u00e9@x.io', 'e\u0301@x.io'].map((email, n) => buildUser(n, { attributes: { email } }));
    const { counts, result } = await runExport(pair);
    expect(counts.exported).toBe(2);
    expect(result.lookAlikes.count).toBe(1);
  });

  it.each([
    ['Cyrillic', 'us\u0435r2@example.com'],
    ['upper-case Cyrillic', 'us\u0415r2@example.com'],
    ['Greek', 'user2@example.c\u03bfm'],
    ['Armenian', '\u057dser2@example.com'],
    ['full-width', 'us\uff45r2@example.com'],
  ])('a %s letter that looks like another: two names, flagged as look-alikes', async (_what, email) => {
    const { counts, result } = await runExport([buildUser(1, { attributes: { email } }), buildUser(2)]);
    expect(counts.exported).toBe(2);
    expect(result.lookAlikes).toEqual({ count: 1, first: [[buildUser(1).sub, buildUser(2).sub]] });
  });

  it('columns in another order than usual: it follows the target', async () => {
    const header = importHeader.toReversed();
    const { files } = await runExport([buildUser(1)], { header });
    expect(files.get('users-001.csv')?.split('\n')[0]).toBe(header.join(','));
  });

  it('a custom column that nothing goes into: it stays blank', async () => {
    const { files } = await runExport([buildUser(1)], { header: [...importHeader, 'custom:new'] });
    expect(files.get('users-001.csv')?.split('\n')[1]?.split(',').at(-1)).toBe('');
  });

  it('nobody at all: a file with a header alone, without a mark in front', async () => {
    const { files, counts } = await runExport([]);
    expect(counts.listed).toBe(0);
    expect(files.get('users-001.csv')).toBe(`${importHeader.join(',')}\n`);
  });

  it('more users than fit: parts by rows, cut at the same places every time', async () => {
    const people = Array.from({ length: 11 }, (_, n) => buildUser(n));
    const limits = { maxRows: 5, maxBytes: 1e6 };
    const rowsOf = async (order: readonly UserRecord[]) =>
      (await runExport(order, { limits })).result.manifest.files.slice(0, 3).map(({ name, rows }) => [name, rows]);
    const expected = [
      ['users-001.csv', 5],
      ['users-002.csv', 5],
      ['users-003.csv', 1],
    ];
    expect(await rowsOf(people)).toEqual(expected);
    expect(await rowsOf(people.toReversed())).toEqual(expected);
  });

  it('emoji: parts by bytes', async () => {
    const people = Array.from({ length: 6 }, (_, n) => buildUser(n, withName('😀'.repeat(200))));
    const { result } = await runExport(people, { limits: { maxRows: 100, maxBytes: 2500 } });
    for (const { name, bytes } of result.manifest.files)
      if (/users-\d/.test(name)) expect(bytes).toBeLessThanOrEqual(2500);
  });

  it.each<[string, object, Partial<ExportSettings>, RegExp]>([
    [
      'an attribute under two names at once',
      { attributes: { copy: ['custom:plan', 'custom:tenant'], rename: { 'custom:plan': 'custom:tenant' } } },
      {},
      /both become "custom:tenant"/,
    ],
    [
      'more custom attributes than a pool can have',
      { attributes: { copy: ['standard', ...Array.from({ length: 51 }, (_, n) => `custom:a${n}`)] } },
      {},
      /has no attribute "custom:a50"/,
    ],
    ['an e-mail alias where usernames are to be addresses', { username: 'email' }, emailAlias, /is an alias/],
  ])('%s: it refuses before it lists anybody', async (_what, config, settings, problem) => {
    await expect(runExport([], { users: buildUsersConfig(config), ...settings })).rejects.toMatchObject({
      code: 'export-refused',
      problems: expect.arrayContaining([expect.stringMatching(problem)]),
    });
  });

  it('names of people in messages for people only by sub and username, never a value', async () => {
    const { files } = await runExport([buildUser(1, withName('canary\n'))]);
    expect(files.get('rejects.jsonl')).not.toContain('canary');
    expect(files.get('rejects.csv')).not.toContain('canary');
    expect(buildExportSettings().merges.size).toBe(0);
  });
});
