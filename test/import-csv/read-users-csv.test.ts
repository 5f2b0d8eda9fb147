import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRow } from '../../core/csv/encode-row.ts';
import { findUnsafe } from '../../core/csv/unsafe-value.ts';
import type { ProblemsError } from '../../core/errors.ts';
import { readCsvRows, readUsersCsv, type UsersCsvRules } from '../../core/import-csv/read-users-csv.ts';
import { cheapHash } from '../support/make-password-hash.ts';
import { buildTarget, importHeader } from '../support/user-builders.ts';

type Row = Readonly<Record<string, string>>;

const ann: Row = {
  'cognito:username': 'ann@example.com',
  'cognito:mfa_enabled': 'false',
  email: 'ann@example.com',
  email_verified: 'true',
  phone_number_verified: 'false',
};
const bob: Row = { ...ann, 'cognito:username': 'bob@example.com', email: 'bob@example.com' };

const lineOf = (row: Row, header: readonly string[] = importHeader) =>
  header.map((column) => row[column] ?? '').join(',');
const textOf = (rows: readonly Row[], header: readonly string[] = importHeader) =>
  [header.join(','), ...rows.map((row) => lineOf(row, header)), ''].join('\n');

const openText = (text: string | Uint8Array) =>
  async function* () {
    yield typeof text === 'string' ? new TextEncoder().encode(text) : text;
  };

const read = (text: string | Uint8Array, rules: Partial<UsersCsvRules> = {}) =>
  readUsersCsv(openText(text), 'users.csv', {
    target: buildTarget(),
    columns: importHeader,
    algorithm: undefined,
    reservedAttribute: undefined,
    ...rules,
  });

const problemsOf = async (text: string | Uint8Array, rules: Partial<UsersCsvRules> = {}) => {
  const error = await read(text, rules).then(
    () => undefined,
    (thrown: ProblemsError) => thrown,
  );
  if (error !== undefined) expect(error).toMatchObject({ code: 'bad-import-csv', exitCode: 2 });
  return error?.problems ?? [];
};

const byUsername = buildTarget({ signIn: { kind: 'username', aliases: ['email', 'phone_number'] } });
const hashHeader = [...importHeader, 'password_hash'];

describe('a plain CSV', () => {
  it('is taken in any order of its columns, blank cells included', async () => {
    const header = importHeader.toReversed();
    const csv = await read(textOf([ann, bob], header));

    expect([...csv.rows.values()].map(({ username, row, names }) => [username, row, names])).toEqual([
      ['ann@example.com', 1, ['ann@example.com']],
      ['bob@example.com', 2, ['bob@example.com']],
    ]);
    expect(csv.header).toEqual(header);
  });

  it('is taken without a row', async () => {
    expect((await read(textOf([]))).rows.size).toBe(0);
  });

  it('gives the same person the same key in another file, and nobody the look of a sub', async () => {
    const [one] = (await read(textOf([bob, { ...ann, name: 'Ann' }]))).rows.keys();
    const [, other] = (await read(textOf([ann, { ...bob, 'cognito:username': 'BOB@example.com' }]))).rows.keys();

    expect(one).toBe(other);
    expect(one).toMatch(/^csv-[\w-]{22}$/);
  });

  const bom = '\ufeff';
  it.each<[string, string | Uint8Array, string[]]>([
    ['is empty', '', ['the file is empty']],
    [
      'begins with a byte order mark',
      `${bom}${textOf([ann])}`,
      ['line 1 begins with a byte order mark, which has to go'],
    ],
    [
      'ends its lines with CR LF',
      textOf([ann]).replaceAll('\n', '\r\n'),
      ['line 1 ends with CR LF, as others may: save the file with line feeds alone'],
    ],
    ['ends without a line feed', textOf([ann]).trimEnd(), ['line 2 does not end with a line feed']],
    ['has a blank line', `${textOf([ann])}\n`, ['line 3 is blank']],
    [
      'is not UTF-8',
      Buffer.from(textOf([{ ...ann, name: 'é' }]), 'latin1'),
      ['of all: The file is not UTF-8 at or soon after line 1.'],
    ],
    [
      'is UTF-16',
      Buffer.from(`${bom}${textOf([ann])}`, 'utf16le'),
      ['of all: The file is not UTF-8 at or soon after line 1.'],
    ],
    [
      'lacks a column',
      textOf(
        [ann],
        importHeader.filter((name) => name !== 'locale'),
      ),
      ['the header lacks the column "locale"'],
    ],
    [
      'has a column that the target does not have',
      textOf([ann], [...importHeader, 'custom:extra']),
      ['the header has a column "custom:extra", which the target does not have'],
    ],
    [
      'has a column that no pool has',
      textOf([ann], [...importHeader, 'E-mail address']),
      ['the header has a column "E-mail address", which the target does not have'],
    ],
    [
      'has a column twice',
      textOf([ann], [...importHeader, 'name']),
      ['the header has the column "name" more than once'],
    ],
    [
      'has hashes of nobody knows what',
      textOf([ann], hashHeader),
      [
        'the header has a column "password_hash", for which --password-hashing-algorithm has to say what made the hashes',
      ],
    ],
  ])('is refused when it %s', async (_what, text, problems) => {
    expect(await problemsOf(text)).toEqual(problems);
  });

  it('does not tell the first row where the header was forgotten', async () => {
    const problems = await problemsOf(`${lineOf(ann)}\n${lineOf(bob)}\n`);

    expect(problems.join('\n')).not.toContain('ann@');
    expect(problems).toContain('the header has a column of another kind, which the target does not have');
  });

  const noAddress = 'has none of these verified, of which the target asks for one: email';
  it.each<[string, Row, string[]]>([
    ['no username', { 'cognito:username': '' }, ['has no cognito:username']],
    [
      'a username that is not the address',
      {
        'cognito:username': 'ann',
        email: '',
        email_verified: 'false',
        phone_number: '+12345550100',
        phone_number_verified: 'true',
      },
      ['"cognito:username" is not the email that people sign in with', noAddress],
    ],
    [
      'another address than its username',
      { email: 'eve@example.com' },
      ['"email" is another one than "cognito:username", which is the sign-in name'],
    ],
    [
      'a blank in its username',
      { 'cognito:username': 'ann lee@example.com', email: '' },
      [
        '"cognito:username" cannot be: the username holds white space or a control character',
        '"email_verified" is true, but "email" is blank',
      ],
    ],
    [
      'a username of 129 characters',
      { 'cognito:username': `${'a'.repeat(117)}@example.com`, email: '' },
      [
        '"cognito:username" cannot be: the username is longer than 128 characters',
        '"email_verified" is true, but "email" is blank',
      ],
    ],
    ['no address verified', { email_verified: 'false' }, [noAddress]],
    ['blank flags', { email_verified: '', phone_number_verified: '' }, [noAddress]],
    ['a flag of 1', { email_verified: '1' }, ['"email_verified" is neither true nor false']],
    ['a flag of yes', { phone_number_verified: 'yes' }, ['"phone_number_verified" is neither true nor false']],
    ['a flag in mixed case', { email_verified: 'True' }, ['"email_verified" is neither true nor false']],
    [
      'a verified number that is not there',
      { phone_number_verified: 'TRUE' },
      ['"phone_number_verified" is true, but "phone_number" is blank'],
    ],
    ['a number without a plus', { phone_number: '0044123456' }, ['"phone_number" is not "+", country code and digits']],
    ['a number of a plus alone', { phone_number: '+' }, ['"phone_number" is not "+", country code and digits']],
    ['a number with brackets', { phone_number: '+1(555)0100' }, ['"phone_number" is not "+", country code and digits']],
    [
      'a date as the API has it',
      { birthdate: '1990-05-06' },
      ['"birthdate" is not a day of the calendar written as MM/DD/YYYY'],
    ],
    [
      'a day that no calendar has',
      { birthdate: '02/30/1990' },
      ['"birthdate" is not a day of the calendar written as MM/DD/YYYY'],
    ],
    [
      'a date with the day first',
      { birthdate: '31/12/1990' },
      ['"birthdate" is not a day of the calendar written as MM/DD/YYYY'],
    ],
    ['a date that is not one of seconds', { updated_at: '2024-01-01' }, ['"updated_at" is not a number']],
    [
      'a value that is too long',
      { 'custom:plan': 'x'.repeat(257) },
      ['"custom:plan" is longer than the target allows'],
    ],
    ['a value of 2049 characters', { nickname: 'x'.repeat(2049) }, ['"nickname" is longer than the target allows']],
    [
      'a row that is too long',
      Object.fromEntries(
        ['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'profile', 'website', 'address'].map(
          (name) => [name, 'x'.repeat(2040)],
        ),
      ),
      ['is longer than 16000 characters'],
    ],
    [
      'MFA where the target has none',
      { 'cognito:mfa_enabled': 'true' },
      ['"cognito:mfa_enabled" must be blank or false where the target has MFA OFF'],
    ],
    ['a quoted value', { name: '"Ann"' }, ['"name" holds a quotation mark that could open a quoted cell']],
    ['a backslash', { name: 'a\\b' }, ['"name" holds a backslash']],
    ['a tab', { name: 'a\tb' }, ['"name" holds a control character']],
    ['white space around a value', { name: ' Ann' }, ['"name" holds white space at its start or end']],
    ['a line separator', { name: 'a\u2028b' }, ['"name" holds a line break']],
    ['a comma that is not escaped', { name: 'Lee, Ann' }, ['has 26 cells, the header has 25']],
  ])('is refused over a row with %s', async (_what, cells, problems) => {
    expect(await problemsOf(textOf([bob, { ...ann, ...cells }]))).toEqual(
      problems.map((problem) => `line 3 ${problem}`),
    );
  });

  it.each<[string, Row]>([
    ['flags in capitals', { email_verified: 'TRUE', phone_number_verified: 'FALSE' }],
    ['the username in another case than the address', { 'cognito:username': 'ANN@example.com' }],
    ['MFA left blank', { 'cognito:mfa_enabled': '' }],
    ['a day of the calendar', { birthdate: '02/29/2024' }],
    ['an escaped comma', { name: 'Lee\\, Ann' }],
    ['a formula', { nickname: '=HYPERLINK("http://x")' }],
    ['letters of other scripts', { name: 'Жанна 山田' }],
    ['a value of 2048 characters', { nickname: 'x'.repeat(2048) }],
    ['a verified number', { phone_number: '+12345550100', phone_number_verified: 'true' }],
  ])('is taken with %s', async (_what, cells) => {
    expect(await problemsOf(textOf([{ ...ann, ...cells }]))).toEqual([]);
  });

  it.each<[string, Partial<UsersCsvRules>, Row, string[]]>([
    [
      'a username like an alias',
      { target: byUsername },
      { 'cognito:username': 'x@example.com' },
      ['"cognito:username" cannot be: the username looks like the e-mail alias'],
    ],
    [
      'MFA left open where it is optional',
      { target: buildTarget({ mfa: 'OPTIONAL' }) },
      { 'cognito:mfa_enabled': '' },
      ['"cognito:mfa_enabled" must be true or false where the target has MFA OPTIONAL'],
    ],
    [
      'MFA without a number',
      { target: buildTarget({ mfa: 'OPTIONAL' }) },
      { 'cognito:mfa_enabled': 'true' },
      ['"cognito:mfa_enabled" is true, but "phone_number" is blank'],
    ],
    [
      'MFA denied where it is required',
      { target: buildTarget({ mfa: 'ON' }) },
      {},
      ['"cognito:mfa_enabled" must be blank or true where the target has MFA ON'],
    ],
    [
      'the wrong address verified',
      { target: buildTarget({ autoVerifiedAttributes: ['phone_number'] }) },
      {},
      ['has none of these verified, of which the target asks for one: phone_number'],
    ],
    ['a required attribute blank', { target: requiring('name') }, {}, ['lacks "name", which the target requires']],
    [
      'a past that only a package may tell',
      { reservedAttribute: 'custom:prev_sub_id' },
      { 'custom:prev_sub_id': 'x' },
      [
        '"custom:prev_sub_id" says whom the user was: only the import of a package claims that user in the ledger, so correct the user in the source and export again',
      ],
    ],
  ])('is refused by the target over %s', async (_what, rules, cells, problems) => {
    expect(await problemsOf(textOf([{ ...ann, ...cells }]), rules)).toEqual(
      problems.map((problem) => `line 2 ${problem}`),
    );
  });

  it.each<[string, Partial<UsersCsvRules>, Row, string]>([
    ['the same username', {}, {}, 'has the same cognito:username as line 2'],
    [
      'the same name in another case',
      {},
      { 'cognito:username': 'ANN@EXAMPLE.COM', email: '', email_verified: 'true' },
      'has a sign-in name of line 2',
    ],
    ['the same alias', { target: byUsername }, { 'cognito:username': 'other' }, 'has a sign-in name of line 2'],
  ])('is refused when two rows have %s', async (_what, rules, cells, problem) => {
    const first = rules.target === undefined ? ann : { ...ann, 'cognito:username': 'ann' };
    expect(await problemsOf(textOf([first, { ...first, ...cells }]), rules)).toContain(`line 3 ${problem}`);
  });

  it('keeps apart two names that only the case tells apart, where the target does', async () => {
    const target = buildTarget({ caseSensitive: true });
    const capital = { ...ann, 'cognito:username': 'Ann@example.com', email: 'Ann@example.com' };

    expect(await problemsOf(textOf([ann, capital]), { target })).toEqual([]);
  });

  it('takes the Kelvin sign for no letter', async () => {
    const kelvin = { ...ann, 'cognito:username': '\u212aim@example.com', email: '\u212aim@example.com' };
    const kim = { ...ann, 'cognito:username': 'kim@example.com', email: 'kim@example.com' };

    expect(await problemsOf(textOf([kelvin, kim]))).toEqual([]);
  });

  it.each([
    ['users', { maxRows: 2, maxBytes: 1_000_000 }, 'of all: the file has more than 2 users', 'split -l 2 -'],
    ['bytes', { maxRows: 100, maxBytes: 500 }, 'of all: the file is larger than 500 bytes', 'split -l 2 -'],
  ])('is refused with too many %s, and says how to cut it', async (_what, limits, problem, command) => {
    const cid = { ...ann, 'cognito:username': 'cid@example.com', email: 'cid@example.com' };
    const error = await read(textOf([ann, bob, cid]), { limits }).catch((thrown: ProblemsError) => thrown);

    expect((error as ProblemsError).problems).toEqual([problem]);
    expect((error as ProblemsError).hint).toContain(command);
  });

  it('lists the first fifty problems by line and counts the others', async () => {
    const rows = Array.from({ length: 73 }, (_, n) => ({
      ...ann,
      'cognito:username': `u${n}@example.com`,
      email: '',
      email_verified: 'x',
    }));
    const error = await read(textOf(rows)).catch((thrown: ProblemsError) => thrown);

    expect(error).toMatchObject({ message: '"users.csv" cannot be imported: 73 problems' });
    const { problems } = error as ProblemsError;
    expect(problems).toHaveLength(51);
    expect(problems[0]).toBe('line 2 "email_verified" is neither true nor false');
    expect(problems.at(-1)).toBe('and 23 more');
  });
});

describe('hashes in a plain CSV', () => {
  const algorithm = 'ARGON2ID';
  const hash = cheapHash[algorithm]('password').replaceAll(',', '\\,');
  const columns = importHeader;

  it('are counted, and may be blank', async () => {
    const csv = await read(textOf([{ ...ann, password_hash: hash }, bob], hashHeader), { algorithm });

    expect(csv.rowsWithHash).toBe(1);
  });

  it('may stand in a column that the target names', async () => {
    const rules = { algorithm, columns: hashHeader } as const;

    expect(await problemsOf(textOf([{ ...ann, password_hash: hash }], hashHeader), rules)).toEqual([]);
  });

  it('have to have their column', async () => {
    expect(await problemsOf(textOf([ann]), { algorithm, columns })).toEqual([
      'the header lacks the column "password_hash"',
    ]);
  });

  it.each<[string, Partial<UsersCsvRules>, string, string]>([
    [
      'of another kind',
      { algorithm: 'BCRYPT' },
      hash,
      '"password_hash" has the form of a hash by ARGON2ID, not by BCRYPT',
    ],
    [
      'with commas that are not escaped',
      { algorithm },
      cheapHash[algorithm]('password'),
      'has 28 cells, the header has 26',
    ],
    [
      'of nobody knows what',
      { columns: hashHeader },
      hash,
      '"password_hash" is not blank, and no --password-hashing-algorithm says what made it',
    ],
  ])('are refused when they are %s, and never told', async (_what, rules, password_hash, problem) => {
    const problems = await problemsOf(textOf([{ ...ann, password_hash }], hashHeader), rules);

    expect(problems).toEqual([`line 2 ${problem}`]);
  });
});

describe('the rows of a plain CSV', () => {
  it('are read again as they were checked, and not when the file has changed', async () => {
    const csv = await read(textOf([ann, bob]));
    const rows = await Array.fromAsync(readCsvRows(openText(textOf([ann, bob])), 'users.csv', csv));

    expect(rows.map(({ row, line }) => [row, line])).toEqual([
      [1, lineOf(ann)],
      [2, lineOf(bob)],
    ]);
    const changed = openText(textOf([ann, { ...bob, name: 'Eve' }]));
    await expect(Array.fromAsync(readCsvRows(changed, 'users.csv', csv))).rejects.toMatchObject({
      code: 'import-file-changed',
    });
  });

  it('are all taken or told: whatever values they hold, a row that is taken is one row with those values', async () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ unit: fc.constantFrom(',', '\\', '"', 'a', ' ', '\n', '\r', 'é', '\u2028'), maxLength: 8 }),
    );
    await fc.assert(
      fc.asyncProperty(value, value, async (name, nickname) => {
        const raw = { ...ann, name: name.replaceAll(',', '\\,'), nickname: nickname.replaceAll(',', '\\,') };
        const csv = await read(textOf([raw, bob])).catch(() => undefined);
        const isSafe = [name, nickname].every((each) => findUnsafe(each) === undefined);

        expect(csv !== undefined).toBe(isSafe);
        if (csv === undefined) return;
        const [row] = await Array.fromAsync(readCsvRows(openText(textOf([raw, bob])), 'users.csv', csv));
        expect(csv.rows.size).toBe(2);
        expect([row?.cells.get('name') ?? '', row?.cells.get('nickname') ?? '']).toEqual([name, nickname]);
        expect(`${row?.line}\n`).toBe(encodeRow(importHeader.map((column) => row?.cells.get(column) ?? '')));
      }),
      { numRuns: 300 },
    );
  });
});

function requiring(name: string) {
  const target = buildTarget();
  return { ...target, schema: target.schema.map((each) => (each.name === name ? { ...each, required: true } : each)) };
}
