import { describe, expect, it } from 'vitest';
import { checkImportCsv } from '../../core/csv/check-import-csv.ts';
import { encodeReport } from '../../core/csv/encode-report.ts';

const header = ['name', 'email', 'email_verified', 'cognito:username'];
const check = async (text: string, limits = { maxRows: 10, maxBytes: 1000 }, columns = header) => {
  const problems: string[] = [];
  for await (const row of checkImportCsv([new TextEncoder().encode(text)], columns, limits)) {
    problems.push(...row.problems.map(({ line, message }) => `${line}: ${message}`));
  }
  return problems;
};
const file = (...lines: string[]) => `${[header.join(','), ...lines].join('\n')}\n`;

describe('checkImportCsv', () => {
  it('finds nothing wrong with a good file, with rows or without', async () => {
    expect(await check(file())).toEqual([]);
    expect(await check(file('Ann\\, B,a@x.io,true,ann', ',,,bob'))).toEqual([]);
  });

  it.each([
    ['an empty file', '', ['0: the file is empty']],
    ['a missing column', 'name,email,cognito:username\n', ['1: the header lacks "email_verified"']],
    [
      'another order',
      'email,name,email_verified,cognito:username\n',
      ["1: the header's order or number of columns is not the pool's"],
    ],
    ['a column twice', `${header.join(',')},name\n`, ["1: the header's order or number of columns is not the pool's"]],
    [
      'a byte order mark',
      `\ufeff${file()}`,
      ['1: the header lacks "name"', '1: the header has 1 columns that the pool does not name'],
    ],
    ['too few cells', file('a,b,c'), ['2: has 3 cells, the header has 4', '2: has no cognito:username']],
    ['too many cells', file('a,b,true,d,e'), ['2: has 5 cells, the header has 4']],
    ['a stray backslash', file('a\\b,b,true,d'), ['2: "name" holds a backslash']],
    ['a carriage return', file('a,b,true,d\r'), ['2: "cognito:username" holds a line break']],
    ['a flag that is none', file('a,b,yes,d'), ['2: "email_verified" is neither true nor false']],
    ['a missing username', file('a,b,true,'), ['2: has no cognito:username']],
    ['the same username twice', file(',,,d', ',,,e', ',,,d'), ['4: has the same cognito:username as line 2']],
    ['a missing last line feed', file(',,,d').slice(0, -1), ['2: does not end with a line feed']],
    [
      'a row that is too long',
      file(`${'x'.repeat(16_000)},,,d`),
      ['2: is longer than 16000 characters', '2: the file is larger than 1000 bytes'],
    ],
    [
      'too many rows',
      file(...Array.from({ length: 11 }, (_, n) => `,,,u${n}`)),
      ['12: the file has more than 10 users'],
    ],
  ])('names %s', async (_what, text, problems) => {
    expect(await check(text)).toEqual(problems);
  });

  it('asks for true or false only where Cognito does', async () => {
    const columns = ['custom:kyc_verified', 'cognito:username'];
    expect(await check(`${columns.join(',')}\npending,ann\n`, undefined, columns)).toEqual([]);
  });

  it('accepts a row of exactly as many characters as the limit, its line feed among them', async () => {
    const row = (length: number) => file(`${'x'.repeat(length - 5)},,,d`);
    expect(await check(row(16_000), { maxRows: 10, maxBytes: 20_000 })).toEqual([]);
    expect(await check(row(16_001), { maxRows: 10, maxBytes: 20_000 })).toEqual(['2: is longer than 16000 characters']);
  });

  it('accepts exactly as many rows as the limit', async () => {
    expect(await check(file(...Array.from({ length: 10 }, (_, n) => `,,,u${n}`)))).toEqual([]);
  });

  it('never quotes a value', async () => {
    expect((await check(file('ca\\nary,canary,canary,canary\t'))).join()).not.toContain('canary');
  });
});

describe('encodeReport', () => {
  it.each(['=HYPERLINK("x")', '+1', '-1', '@x', '\tx', '\rx'])('does not let a spreadsheet run %j', (cell) => {
    const [, row] = encodeReport([['c'], [cell]]).split('c\n');
    expect(row?.replace(/^"/, '').startsWith("'")).toBe(true);
  });

  it('quotes what ordinary CSV quotes', () => {
    expect(
      encodeReport([
        ['a', 'b'],
        ['x,y', 'say "z"'],
      ]),
    ).toBe('a,b\n"x,y","say ""z"""\n');
  });
});
