import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ALL_ROWS } from './all-rows.ts';
import type { BenchRow, Budget } from './bench-row.ts';
import { benchTable } from './bench-table.ts';
import { judgeRow } from './judge-row.ts';
import { paceOf, usualSeconds } from './machine-pace.ts';

const rowWith = (budget: Budget): BenchRow => ({
  name: 'some-row',
  measures: 'how long it takes to do a thing that takes so many words to tell that they need a second line',
  unit: 'us',
  reference: 'a bare loop',
  budget,
  run: async () => ({ figure: 0 }),
});

describe('the verdict on a row', () => {
  it.each<[Budget, number, boolean]>([
    [{ of: 'figure', atMost: 30 }, 30, true],
    [{ of: 'figure', atMost: 30 }, 30.1, false],
    [{ of: 'figure', atLeast: 30 }, 29.9, false],
    [{ of: 'figure', atLeast: 30 }, 30, true],
    [{ of: 'ratio', atMost: 1.2 }, 12, true],
    [{ of: 'ratio', atMost: 1.2 }, 13, false],
    [{ of: 'ratio', atLeast: 0.8 }, 7, false],
  ])('holds %j against %d beside a reference of 10', (budget, figure, isKept) => {
    expect(judgeRow(rowWith(budget), { figure, reference: 10 })).toMatchObject({ isKept, ratio: figure / 10 });
  });

  it.each<[Budget, number, number, boolean]>([
    [{ of: 'processor time', atMost: 30 }, 60, 2, true],
    [{ of: 'processor time', atMost: 30 }, 60.1, 2, false],
    [{ of: 'processor time', atLeast: 30 }, 15, 2, true],
    [{ of: 'processor time', atLeast: 30 }, 14.9, 2, false],
    [{ of: 'figure', atMost: 30 }, 30.1, 2, false],
  ])(
    'holds %j against %d on a machine that takes %d times as long for the same work',
    (budget, figure, pace, isKept) => {
      expect(judgeRow(rowWith(budget), { figure, pace })).toMatchObject({ isKept });
    },
  );

  it.each([
    [2, 2],
    [0.5, 1],
  ])('is by the pace of a machine that takes %d times as long: %d', (slowness, pace) => {
    expect(paceOf(slowness * usualSeconds)).toBeCloseTo(pace);
  });

  it('is not given on a ratio to nothing', () => {
    expect(() => judgeRow(rowWith({ of: 'ratio', atMost: 1 }), { figure: 1 })).toThrow('measured no reference');
  });
});

describe('the table', () => {
  const lines = [
    {
      ...judgeRow(rowWith({ of: 'figure', atMost: 30 }), { figure: 31.25, reference: 12.5 }),
      elapsedS: 1,
      peakRssMb: 1_234,
    },
    {
      ...judgeRow(rowWith({ of: 'ratio', atLeast: 0.8 }), { figure: 123_456, reference: 130_000 }),
      elapsedS: 1,
      peakRssMb: 5,
    },
  ];

  it('lines up and stays within 80 columns', () => {
    const table = benchTable(lines, false);

    expect(table.filter((line) => line.length > 80)).toEqual([]);
    expect(table.slice(0, 4)).toMatchInlineSnapshot(`
      [
        "row                     figure    reference   ratio       budget    memory",
        "--------------------------------------------------------------------------------",
        "some-row               31.3 us      12.5 us   x2.50   <= 30.0 us  1,234 MB  MISS",
        "some-row            123,456 us   130,000 us   x0.95    x >= 0.80   5.00 MB    ok",
      ]
    `);
  });

  it('has colours only where they are wanted', () => {
    expect(benchTable(lines, false).join('')).not.toContain('\u001b');
    expect(benchTable(lines, true).join('')).toContain('\u001b[31m');
  });
});

describe('npm run bench', () => {
  it('knows each row by the name of its file', () => {
    const files = readdirSync(new URL('./rows', import.meta.url)).map((file) => file.replace('.ts', ''));

    expect(ALL_ROWS.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  it.each([
    [['--only', 'no-such-row'], 'There is no row "no-such-row".'],
    [['--all', '--only', 'export-cpu'], 'Take --all or --only.'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j and names the rows', (args, told) => {
    const script = fileURLToPath(new URL('./run-bench.ts', import.meta.url));
    const { status, stderr, stdout } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });

    expect(status).toBe(2);
    expect(stderr).toContain(told);
    expect(stderr).toContain('users-over-sdk');
    expect(stdout).toBe('');
  });
});
