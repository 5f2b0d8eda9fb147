import { describe, expect, it } from 'vitest';
import { calibrateLineNumbers } from '../../core/import/calibrate-line-numbers.ts';
import { readLogLine } from '../../core/import/read-log-line.ts';

const line = (message: string) => {
  const read = readLogLine(message);
  if (read === undefined) throw new Error(`"${message}" is no verdict`);
  return read;
};

describe('reading a line of the log', () => {
  it.each([
    ['[SUCCEEDED] Line Number 5956 - The import succeeded.', 'succeeded', 5956],
    ['[SKIPPED] Line Number 1 - The user already exists.', 'skipped', 1],
    [
      '[FAILED] Line Number 12 - The User Record does not set any of the auto verified attributes to true.',
      'failed',
      12,
    ],
    ['  [failed] line number: 7: something else', 'failed', 7],
  ])('takes verdict and number from %j', (message, verdict, lineNumber) => {
    expect(readLogLine(message)).toMatchObject({ verdict, lineNumber });
  });

  it.each(['', 'Import started', '[PAUSED] Line Number 3 - ?', '[FAILED] no number', '[FAILED] Line Number x - ?'])(
    'takes nothing from %j',
    (message) => {
      expect(readLogLine(message)).toBeUndefined();
    },
  );
});

describe('the number of the first row', () => {
  const everyRow = (first: number, rowCount: number) =>
    Array.from({ length: rowCount }, (_, at) => line(`[SUCCEEDED] Line Number ${at + first} - ok`));

  it.each([0, 1, 2])('is %i where every row has a line', (first) => {
    expect(calibrateLineNumbers(everyRow(first, 4), { rowCount: 4, isInTarget: () => true })).toBe(first);
  });

  it('is told by who is in the target where lines are missing', () => {
    const lines = [line('[SUCCEEDED] Line Number 2 - ok'), line('[FAILED] Line Number 3 - no')];

    expect(calibrateLineNumbers(lines, { rowCount: 5, isInTarget: (at) => at !== 2 })).toBe(1);
    expect(calibrateLineNumbers(lines, { rowCount: 5, isInTarget: (at) => at !== 1 })).toBe(2);
  });

  it.each([
    ['two numberings explain the log', [line('[SUCCEEDED] Line Number 2 - ok')], () => true],
    ['lines stand beyond the file', [line('[SUCCEEDED] Line Number 99 - ok')], () => true],
    ['most lines contradict the target', everyRow(1, 5), () => false],
    ['there are no lines', [], () => true],
  ])('is unknown when %s', (_why, lines, isInTarget) => {
    expect(calibrateLineNumbers(lines, { rowCount: 5, isInTarget })).toBeUndefined();
  });

  it('survives a user who was deleted while the job ran', () => {
    expect(calibrateLineNumbers(everyRow(2, 6), { rowCount: 6, isInTarget: (at) => at !== 3 })).toBe(2);
  });
});
