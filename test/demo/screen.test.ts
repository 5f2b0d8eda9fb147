import { describe, expect, it } from 'vitest';
import { createScreen } from '../../sandbox/demo/screen.ts';

const shownBy = (use: (screen: ReturnType<typeof createScreen>) => void, isColoured = false): string[] => {
  const lines: string[] = [];
  use(createScreen({ print: (line) => lines.push(line), isColoured }));
  return lines;
};

describe('the screen', () => {
  it('has no line over 80 columns, whatever a command prints', () => {
    const lines = shownBy((screen) => {
      screen.title('long '.repeat(30));
      screen.step(' 1/12', 'long '.repeat(30));
      screen.command(`poolferry ${'--long '.repeat(30)}`);
      screen.excerpt('x'.repeat(200), '', 'logs/x.log');
      screen.outcome(false, 'long '.repeat(30));
    });

    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('shows a dozen lines from the last one that says what came of it, and counts the others', () => {
    const output = ['Rows  1', ...Array.from({ length: 20 }, (_, row) => `  plan ${row}`), '  Rows  36', '  done'];

    expect(shownBy((screen) => screen.excerpt(output.join('\n'), 'Rows', 'logs/x.log'))).toEqual([
      '  Rows  36',
      '  done',
      '... 21 more lines in logs/x.log',
    ]);
  });

  it('shows the end of an output without such a line, where errors stand', () => {
    const output = Array.from({ length: 20 }, (_, row) => `line ${row}`).join('\n');

    expect(shownBy((screen) => screen.excerpt(output, 'Rows', 'logs/x.log')).at(-2)).toBe('line 19');
  });

  it('shows a line of 80 columns as the command wrote it', () => {
    const line = `${'word '.repeat(15)}words`;

    expect(line).toHaveLength(80);
    expect(shownBy((screen) => screen.excerpt(line, '', 'logs/x.log'))).toEqual([line]);
  });

  it('continues a long command as a shell would have it', () => {
    const typed = shownBy((screen) => screen.command(`poolferry map ${'--package some-folder '.repeat(4)}--out x`));

    expect(typed).toEqual([
      '       $ poolferry map --package some-folder --package some-folder \\',
      '           --package some-folder --package some-folder --out x',
    ]);
  });

  it('colours only when asked to', () => {
    const say = (screen: ReturnType<typeof createScreen>) => screen.outcome(true, 'done');

    expect(shownBy(say).join('')).not.toContain('\u001b');
    expect(shownBy(say, true).join('')).toContain('\u001b');
  });
});
