import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeReport } from '../../core/csv/encode-report.ts';

/** What a spreadsheet sees that takes this for the separator, and knows quotes only where a cell begins with one. */
const cellsOf = (line: string, separator: string): string[] => {
  const cells: string[] = [];
  for (let rest = line; ; ) {
    const quoted = /^"((?:[^"]|"")*)"/.exec(rest);
    const from = quoted?.[0].length ?? 0;
    const to = rest.indexOf(separator, from);
    const plain = to < 0 ? rest.slice(from) : rest.slice(from, to);
    cells.push((quoted?.[1]?.replaceAll('""', '"') ?? '') + plain);
    if (to < 0) return cells;
    rest = rest.slice(to + 1);
  }
};

describe('encodeReport', () => {
  const cell = fc.string({
    unit: fc.constantFrom(';', '"', '=', '+', '-', '@', '\t', '\uff1d', "'", 'a', '1'),
    maxLength: 8,
  });

  it.each([',', ';', '\t'])('has no formula in any cell of a spreadsheet that separates by %j', (separator) => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), (cells) => {
        const line = encodeReport([['sub', ...cells]]).slice(0, -1);
        for (const seen of cellsOf(line, separator)) expect(seen).not.toMatch(/^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/);
      }),
    );
  });
});
