import type { BenchRow, RowResult } from './bench-row.ts';

export type Judged = {
  readonly row: Omit<BenchRow, 'run'>;
  readonly figure: number;
  readonly reference: number | null;
  /** Figure over reference. */
  readonly ratio: number | null;
  /** What the budget is on this machine. */
  readonly limit: number;
  readonly isKept: boolean;
};

/** Holds a measurement to the budget of its row. */
export const judgeRow = (
  { run: _run, ...row }: BenchRow,
  { figure, reference, pace = 1 }: Pick<RowResult, 'figure' | 'reference' | 'pace'>,
): Judged => {
  const { budget } = row;
  const ratio = reference === undefined ? null : figure / reference;
  const measured = budget.of === 'ratio' ? ratio : figure;
  if (measured === null) throw new Error(`The row ${row.name} has a budget for a ratio, but measured no reference.`);
  const slowness = budget.of === 'processor time' ? pace : 1;
  const limit = 'atMost' in budget ? budget.atMost * slowness : budget.atLeast / slowness;
  const isKept = 'atMost' in budget ? measured <= limit : measured >= limit;
  return { row, figure, reference: reference ?? null, ratio, limit, isKept };
};
