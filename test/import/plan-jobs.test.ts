import { describe, expect, it } from 'vitest';
import type { ImportProgress, JobProgress } from '../../core/import/import-journal.ts';
import type { PackageRow } from '../../core/import/package-row.ts';
import { planJobs } from '../../core/import/plan-jobs.ts';
import type { RowOutcome } from '../../core/import/row-outcome.ts';

const rows = (count: number, part = 1, overrides: Partial<PackageRow> = {}): PackageRow[] =>
  Array.from(
    { length: count },
    (_, at): PackageRow => ({
      sub: `${part}-${at}`,
      username: 'u',
      targetUsername: 'u',
      part,
      row: at + 1,
      names: [`${part}-${at}`],
      digest: '',
      ...overrides,
    }),
  );

const progress = (...jobs: JobProgress[]): ImportProgress => ({
  jobs: new Map(jobs.map((job) => [job.job, job])),
  outcomes: new Map(),
});
const withOutcome = (outcome: RowOutcome['outcome'], ...jobs: JobProgress[]): ImportProgress => ({
  ...progress(...jobs),
  outcomes: new Map([['1-0', { sub: '1-0', username: 'u', outcome }]]),
});
const canary: JobProgress = { job: 1, kind: 'canary', part: 1, subs: ['1-0'], isStarting: false, isSettled: true };
const end = { status: 'Succeeded', importedUsers: 1, skippedUsers: 0, failedUsers: 0, window: { fromMs: 0, toMs: 1 } };

const plan = (sent: readonly PackageRow[], before = progress()) =>
  planJobs(sent, { canaryRows: 50, progress: before }).map(({ kind, part, rows: planned }) => [
    kind,
    part,
    planned.length,
  ]);

describe('the jobs of an import', () => {
  it.each([
    ['nobody', rows(0), []],
    ['few', rows(499), [['main', 1, 499]]],
    [
      'many',
      rows(500),
      [
        ['canary', 1, 50],
        ['main', 1, 450],
      ],
    ],
    [
      'several parts, each its own',
      [...rows(300), ...rows(300, 2)],
      [
        ['canary', 1, 50],
        ['main', 1, 250],
        ['main', 2, 300],
      ],
    ],
    [
      'a first part smaller than the canary',
      [...rows(20), ...rows(600, 2)],
      [
        ['canary', 1, 20],
        ['main', 2, 600],
      ],
    ],
  ])('for %s', (_who, sent, expected) => {
    expect(plan(sent)).toEqual(expected);
  });

  it('need no second canary in one run', () => {
    expect(plan(rows(600), withOutcome('imported', { ...canary, end }))).toEqual([['main', 1, 600]]);
  });

  it.each([
    ['never ran', progress(canary)],
    ['came to nothing', progress({ ...canary, end })],
    ['mostly failed', withOutcome('failed', { ...canary, end })],
  ])('need another canary when the first %s', (_what, before) => {
    expect(plan(rows(600), before)).toEqual([
      ['canary', 1, 50],
      ['main', 1, 550],
    ]);
  });

  it('have no canary where the operator wants none', () => {
    expect(planJobs(rows(600), { canaryRows: 0, progress: progress() })).toMatchObject([{ kind: 'main' }]);
  });

  it('carry disabled users last, never with others, at most 250 at a time', () => {
    const sent = [
      ...rows(251, 1, { isDisabled: true }),
      ...rows(2, 1),
      ...rows(1, 2, { isDisabled: true }),
      ...rows(1, 3),
    ];

    expect(plan(sent)).toEqual([
      ['main', 1, 2],
      ['main', 3, 1],
      ['disabled', 1, 250],
      ['disabled', 1, 1],
      ['disabled', 2, 1],
    ]);
  });

  it('have no canary of disabled users', () => {
    expect(plan(rows(500, 1, { isDisabled: true })).map(([kind]) => kind)).toEqual(['disabled', 'disabled']);
  });

  it('have their rows in the order of the package, whatever order they come in', () => {
    const [job] = planJobs(rows(5).reverse(), { canaryRows: 50, progress: progress() });

    expect(job?.rows.map((row) => row.row)).toEqual([1, 2, 3, 4, 5]);
  });
});
