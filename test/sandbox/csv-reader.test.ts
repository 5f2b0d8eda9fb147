import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsvFile, readCsvLine } from '../../sandbox/cognito/import/csv-reader.ts';

describe('a line of an import file', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['', ['']],
    [',', ['', '']],
    ['a\\,b,c', ['a,b', 'c']],
    ['a\\\\,b', ['a\\,b']],
    ['a\\b,c', ['a\\b', 'c']],
    ['a\\', ['a\\']],
    ['"a,b"', ['"a', 'b"']],
    [' a ,\tb\t', ['a', 'b']],
    ['\\, ,x', [',', 'x']],
    ['名前,é', ['名前', 'é']],
  ])('%j has the fields %j', (line, fields) => {
    expect(readCsvLine(line)).toEqual(fields);
  });

  it('brings every value through whose commas are escaped', () => {
    const value = fc
      .string({ unit: 'grapheme' })
      .filter((text) => !/[\r\n\\]/.test(text) && text === text.replace(/^[ \t]+|[ \t]+$/g, ''));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const line = values.map((text) => text.replaceAll(',', '\\,')).join(',');
        expect(readCsvLine(line)).toEqual(values);
      }),
    );
  });
});

describe('an import file', () => {
  const read = (text: string) => readCsvFile(Buffer.from(text, 'utf8'));

  it.each([
    ['a,b\n1,2\n3,4\n', ['1,2', '3,4']],
    ['a,b\r\n1,2\r\n', ['1,2']],
    ['a,b\n1,2', ['1,2']],
    ['a,b\n\n1,2\n\n\n', ['', '1,2']],
    ['a,b', []],
  ])('%j has the rows %j', (text, lines) => {
    expect(read(text)).toEqual({ header: ['a', 'b'], lines });
  });

  it('keeps a byte order mark in its header, where it does harm', () => {
    expect(read('\uFEFFa,b\n').header).toEqual(['\uFEFFa', 'b']);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['bytes that are not UTF-8', Buffer.from([0x61, 0xe1, 0x62])],
  ])('cannot be %s', (_title, bytes) => {
    expect(() => readCsvFile(bytes)).toThrow();
  });
});
