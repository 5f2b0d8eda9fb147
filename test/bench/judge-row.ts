import type { BenchRow, Measurement } from './bench-row.ts';

export type Judged = {
  readonly row: Omit<BenchRow, 'run'>;
  readonly figure: number;
  readonly reference: number | null;
  /** Figure over reference. */
  readonly ratio: number | null;
  readonly isKept: boolean;
};

/** Holds a measurement to the budget of its row. */
export const judgeRow = ({ run: _run, ...row }: BenchRow, { figure, reference }: Measurement): Judged => {
  const ratio = reference === undefined ? null : figure / reference;
  const measured = row.budget.of === 'ratio' ? ratio : figure;
  if (measured === null) throw new Error(`The row ${row.name} has a budget for a ratio, but measured no reference.`);
  const isKept = 'atMost' in row.budget ? measured <= row.budget.atMost : measured >= row.budget.atLeast;
  return { row, figure, reference: reference ?? null, ratio, isKept };
};
