import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRow } from '../../core/csv/encode-row.ts';
import { toImportBirthdate } from '../../core/csv/import-birthdate.ts';
import { readImportCsv } from '../../core/csv/read-import-csv.ts';
import { findUnsafe } from '../../core/csv/unsafe-value.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const readAll = async (chunks: Iterable<Uint8Array>) => {
  const rows: (readonly string[])[] = [];
  for await (const { cells } of readImportCsv(chunks)) rows.push(cells);
  return rows;
};

describe('findUnsafe', () => {
  it.each([
    ['plain text', 'Ann'],
    ['nothing', ''],
    ['a comma', 'a,b'],
    ['only commas', ',,'],
    ['a phone number', '+12345550100'],
    ['a formula', '=HYPERLINK("http://x")'],
    ['JSON', '{"a":1,"b":[2]}'],
    ['an apostrophe', "O'Neil"],
    ['white space inside', 'Ann  Lee'],
    ['letters of other scripts', '山田 Жанна é'],
    ['emoji', '👩‍👩‍👧'],
  ])('accepts %s', (_what, value) => {
    expect(findUnsafe(value)).toBeUndefined();
  });

  it.each([
    ['a line feed', 'x\nadmin2,admin@x.io,TRUE', 'a line break'],
    ['a carriage return and line feed', 'x\r\n', 'a line break'],
    ['a carriage return', 'x\ry', 'a line break'],
    ['a next line', 'x\u0085y', 'a line break'],
    ['a line separator', 'x\u2028y', 'a line break'],
    ['a paragraph separator', 'x\u2029y', 'a line break'],
    ['NUL', 'x\u0000', 'a control character'],
    ['a tab', 'x\ty', 'a control character'],
    ['an escape sequence', '\u001b[2J', 'a control character'],
    ['a C1 control', 'x\u009by', 'a control character'],
    ['a trailing backslash', 'a\\', 'a backslash'],
    ['an escaped comma', 'a\\,b', 'a backslash'],
    ['a byte order mark', '\ufeffx', 'a byte order mark'],
    ['a leading space', ' x', 'white space at its start or end'],
    ['a trailing space', 'x ', 'white space at its start or end'],
    ['a trailing no-break space', 'x\u00a0', 'white space at its start or end'],
    ['a lone surrogate', 'x\ud83d', 'half a character (a lone surrogate)'],
    ['a leading quotation mark', '"x"', 'a quotation mark that could open a quoted cell'],
    ['a single quotation mark', '5" pipe', 'a quotation mark that could open a quoted cell'],
  ])('refuses %s', (_what, value, reason) => {
    expect(findUnsafe(value)).toBe(reason);
  });
});

describe('encodeRow', () => {
  it('escapes commas, quotes nothing and ends with a line feed', () => {
    expect(encodeRow(['a,b', '', 'c "d" e'])).toBe('a\\,b,,c "d" e\n');
  });

  it('throws rather than write what the dialect cannot carry', () => {
    expect(() => encodeRow(['ok', 'x\ny'])).toThrow('line break');
  });
});

const anyValue = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(',', '\\', '"', 'a', ' ', '\n', '\r', '=', 'é', '😀', '\ud800') }),
);
const safeValue = anyValue.filter((value) => findUnsafe(value) === undefined);
const tableOf = (value: fc.Arbitrary<string>) =>
  fc
    .integer({ min: 1, max: 5 })
    .chain((width) =>
      fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
    );

describe('the dialect', () => {
  it('reads every accepted value back as it was, in as many rows and cells, wherever the chunks are cut', async () => {
    await fc.assert(
      fc.asyncProperty(tableOf(safeValue), fc.array(fc.nat()), async (rows, cuts) => {
        // One empty cell alone is an empty line, which is a row too: nothing may fold it away.
        const file = bytes(rows.map(encodeRow).join(''));
        const places = [...new Set(cuts.map((cut) => cut % (file.length + 1)))].sort((a, b) => a - b);
        const chunks = [0, ...places].map((from, at) => file.subarray(from, places[at] ?? file.length));
        expect(await readAll(chunks)).toEqual(rows);
      }),
    );
  });

  it('reads the same rows at every single chunk split', async () => {
    const rows = [
      ['a,b', 'é😀', ''],
      ['', 'x "y" z', '山'],
    ];
    const file = bytes(rows.map(encodeRow).join(''));
    for (let cut = 0; cut <= file.length; cut += 1) {
      expect(await readAll([file.subarray(0, cut), file.subarray(cut)])).toEqual(rows);
    }
  });

  it('accepts or refuses every value, and refuses to write exactly what it refuses to accept', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        if (findUnsafe(value) === undefined) expect(encodeRow([value]).split('\n')).toHaveLength(2);
        else expect(() => encodeRow([value])).toThrow();
      }),
    );
  });
});

describe('readImportCsv', () => {
  it('refuses bytes that are not UTF-8', async () => {
    await expect(readAll([bytes('a\n'), Uint8Array.of(0xff, 0x0a)])).rejects.toThrow('not UTF-8');
    await expect(readAll([Uint8Array.of(0xf0, 0x9f)])).rejects.toThrow('not UTF-8');
  });

  it('keeps what it does not understand, so that a check can see it', async () => {
    expect(await readAll([bytes('\ufeffa\\b,"c,d"\r\n')])).toEqual([['\ufeffa\\b', '"c', 'd"\r']]);
  });
});

describe('toImportBirthdate', () => {
  it.each([
    ['1990-05-06', '05/06/1990'],
    ['2000-02-29', '02/29/2000'],
    ['1900-02-28', '02/28/1900'],
    ['0096-02-29', '02/29/0096'],
    ['1900-02-29', undefined],
    ['1990-13-01', undefined],
    ['1990-00-10', undefined],
    ['1990-01-00', undefined],
    ['0000-01-01', undefined],
    ['05/06/1990', undefined],
    ['1990-5-6', undefined],
    ['1990', undefined],
    ['', undefined],
  ])('turns %j into %j', (birthdate, expected) => {
    expect(toImportBirthdate(birthdate)).toBe(expected);
  });
});
