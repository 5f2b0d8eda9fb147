/** What became of one row, in words that hold nothing of a user. */
export type RowOutcome = { readonly kind: 'SUCCEEDED' | 'SKIPPED' | 'FAILED'; readonly message: string };

/** A row that cannot become a user, in the words of the job's log. */
export class RowFailure extends Error {}

export const invalidValue = (column: string, why: string): RowFailure =>
  new RowFailure(`Invalid attribute value: ${column}: ${why}`);
