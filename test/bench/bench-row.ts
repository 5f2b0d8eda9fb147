/** One line of the bench: a file of its own in `rows/`, listed in `all-rows.ts`. Each runs in a process of its own. */
export type BenchRow = {
  /** As its file is called. */
  readonly name: string;
  /** What is measured, in one sentence. */
  readonly measures: string;
  /** Of the figure and of the reference. */
  readonly unit: string;
  /** What the same run compares with, where there is something to compare with. */
  readonly reference?: string;
  readonly budget: Budget;
  /** Takes a minute or more: measured only by `--all`, or by its name. */
  readonly isSlow?: true;
  readonly run: () => Promise<Measurement>;
};

/**
 * Of the figure itself, or of its ratio to the reference, which no faster machine changes. `processor time` is of a figure that a
 * slower processor makes worse: on a machine that takes twice as long for the same work, so may the row.
 */
export type Budget = { readonly of: 'figure' | 'ratio' | 'processor time' } & (
  | { readonly atMost: number }
  | { readonly atLeast: number }
);

export type Measurement = {
  readonly figure: number;
  readonly reference?: number;
  /** More that is worth knowing, names with their units. */
  readonly notes?: Readonly<Record<string, number>>;
};

/** With what the process around it shows. */
export type RowResult = Measurement & {
  readonly elapsedS: number;
  readonly peakRssMb: number;
  /** See `machinePace`; for rows whose budget is in processor time. */
  readonly pace?: number;
};
