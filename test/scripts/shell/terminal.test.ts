import { execFileSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../../scripts/terminal/blocks.ts';
import { displayWidth } from '../../../scripts/terminal/display-width.ts';
import { formatDuration } from '../../../scripts/terminal/format-progress.ts';
import { paintColours, paintPlain } from '../../../scripts/terminal/palette.ts';
import { renderBlock, renderBlocks } from '../../../scripts/terminal/render-blocks.ts';
import { renderCommandLine } from '../../../scripts/terminal/render-command-line.ts';
import { toCommandLine } from '../../../scripts/terminal/shell-words.ts';
import { createTerminal } from '../../../scripts/terminal/terminal.ts';
import { toVisibleJson, toVisibleText } from '../../../scripts/terminal/visible-text.ts';
import { wrapText } from '../../../scripts/terminal/wrap-text.ts';
import { linesOver } from '../../support/golden.ts';

const plain = { width: 80, paint: paintPlain };
// Without the size, hardly any text would be longer than ten characters, and none as long as a line.
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120, size: 'max' }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 120, size: 'max' }),
);
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constantFrom('heading', 'text', 'warning', 'error'), text: anyText }),
  fc.record({ kind: fc.constant('list'), items: fc.array(anyText, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('code'), lines: fc.array(anyText, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('facts'), facts: fc.array(fc.tuple(anyText, anyText), { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('command'), command: fc.array(anyText).map(toCommandLine) }),
  fc.integer({ min: 1, max: 6 }).chain((count) =>
    fc.record({
      kind: fc.constant('table'),
      columns: fc.array(fc.record({ title: anyText, align: fc.constantFrom('left', 'right') }), {
        minLength: count,
        maxLength: count,
      }),
      rows: fc.array(fc.array(anyText, { minLength: count, maxLength: count }), { maxLength: 4 }),
    }),
  ),
) as fc.Arbitrary<Block>;

describe('output', () => {
  it('never has a line over the width, whatever is printed, but of code', () => {
    const wrapped = anyBlock.filter(({ kind }) => kind !== 'code');
    fc.assert(
      fc.property(fc.array(wrapped, { maxLength: 4 }), fc.integer({ min: 40, max: 100 }), (blocks, width) => {
        expect(linesOver(renderBlocks(blocks, { width, paint: paintColours }).join('\n'), width)).toEqual([]);
      }),
    );
  });

  it('leaves lines of code whole, which are there to be copied', () => {
    const line = `  "Resource": "${'x'.repeat(100)}"`;
    expect(renderBlock({ kind: 'code', lines: ['{', line, '}'] }, plain)).toEqual(['  {', `  ${line}`, '  }']);
  });

  it('never carries a control or bidirectional character that came in with a value', () => {
    fc.assert(
      fc.property(anyBlock, (block) => {
        const lines = renderBlock(block, plain);

        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through.
        expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });

  it.each([
    ['\u001b[2J', '\\u{1b}[2J'],
    ['a\nDone.', 'a\\u{a}Done.'],
    ['\u202egpj.exe', '\\u{202e}gpj.exe'],
    ['\u0085next', '\\u{85}next'],
    ['half \ud83d pair', 'half \\u{d83d} pair'],
    ['Zoë 山田 😀', 'Zoë 山田 😀'],
  ])('shows %j as %s', (given, shown) => {
    expect(toVisibleText(given)).toBe(shown);
  });

  it('keeps a JSON document equal while it makes it safe', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const json = toVisibleJson(JSON.stringify({ value, text }, null, 2));

        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ value, text })));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through.
        expect(json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });

  it.each([
    ['abc', 3],
    ['山田', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['😀', 2],
    ['👩‍👩‍👧', 2],
    ['ｱ', 1],
    ['Ａ', 2],
    ['한국', 4],
  ])('counts the columns of "%s" as %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('wraps without losing a character', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 90, size: 'max' })),
        fc.integer({ min: 5, max: 60 }),
        (words, width) => {
          const text = words.join(' ');

          expect(wrapText(text, width).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        },
      ),
    );
  });

  it('aligns a table by what people see, numbers to the right, and wraps the last column', () => {
    const lines = renderBlock(
      {
        kind: 'table',
        columns: [{ title: 'User' }, { title: 'Rows', align: 'right' }, { title: 'Reason' }],
        rows: [
          ['山田', '1,200', 'short'],
          ['Zoë', '7', 'a reason that is far too long for one line and so goes on in the next one, below itself'],
        ],
      },
      { ...plain, width: 50 },
    );

    expect(lines).toEqual([
      '  User   Rows  Reason',
      '  山田  1,200  short',
      '  Zoë       7  a reason that is far too long for',
      '               one line and so goes on in the next',
      '               one, below itself',
    ]);
  });
});

describe('a command to copy', () => {
  it('is read by a shell as the same arguments, however often it is broken', () => {
    const troublesome = fc.constantFrom('\t', '\n', '\u001b', '\u202e', "'", '\\', ' ', '$', '"');
    const unit = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), troublesome);
    const argvs = fc.sample(fc.array(fc.string({ unit, maxLength: 150, size: 'max' }), { maxLength: 6 }), 150);
    argvs.push(["it's", "''", '\\', "a'b".repeat(60), '"$(id)`id`', 'tab\there', '\u202e', 'x'.repeat(300), '-', '']);

    const script = argvs
      .map(
        (argv) =>
          `poolferry() { printf '%s\\n' "$#"; printf '%s\\0' "$@"; }\n${renderCommandLine(toCommandLine(argv), 60).join('\n')}`,
      )
      .join('\n');
    const heard = execFileSync('bash', [], { input: script, env: { LC_ALL: 'C.UTF-8' } }).toString('utf8');

    expect(heard).toBe(
      argvs
        .map((argv) => `${argv.length}\n${argv.length === 0 ? '\0' : argv.map((each) => `${each}\0`).join('')}`)
        .join(''),
    );
  });
});

describe('a terminal', () => {
  const print = (stream: { isTTY?: boolean; columns?: number }, environment: Record<string, string> = {}) => {
    const written: string[] = [];
    const terminal = createTerminal({ ...stream, write: (text) => written.push(text) }, environment);
    terminal.print([{ kind: 'warning', text: 'word '.repeat(60).trim() }]);
    const lines = written.join('').split('\n');
    return {
      isColoured: written.join('').includes('\u001b'),
      width: Math.max(...lines.map((line) => stripVTControlCharacters(line).length)),
      isLive: terminal.isLive,
    };
  };

  it.each([
    ['a pipe', {}, {}, { isColoured: false, isLive: false, width: 78 }],
    ['80 columns', { isTTY: true, columns: 80 }, {}, { isColoured: true, isLive: true, width: 78 }],
    ['200 columns', { isTTY: true, columns: 200 }, {}, { isColoured: true, isLive: true, width: 98 }],
    ['0 columns', { isTTY: true, columns: 0 }, {}, { isColoured: true, isLive: true, width: 78 }],
    ['NO_COLOR', { isTTY: true, columns: 80 }, { NO_COLOR: '1' }, { isColoured: false, isLive: true, width: 78 }],
    ['CI', { isTTY: true, columns: 80 }, { CI: 'true' }, { isColoured: false, isLive: false, width: 78 }],
  ])('suits %s', (_what, stream, environment, expected) => {
    expect(print(stream, environment)).toEqual(expected);
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 s'],
    [59_000, '59 s'],
    [59_500, '1 min 00 s'],
    [185_000, '3 min 05 s'],
    [7_800_000, '2 h 10 min'],
    [72 * 3_600_000, '3 days'],
  ])('of %i ms reads %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});
