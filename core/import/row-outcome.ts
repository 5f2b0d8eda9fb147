import type { ImportCode } from './import-codes.ts';

/**
 * What became of one row, a line of `outcome.jsonl`. `newSub` and `newUsername` stand only where it is proven that this
 * is the same person; whoever else holds the name in the target is the holder, and never becomes part of a map.
 */
export type RowOutcome = {
  readonly sub: string;
  readonly username: string;
  readonly outcome: 'imported' | 'already-there' | 'failed';
  readonly code?: ImportCode;
  readonly message?: string;
  readonly newSub?: string;
  readonly newUsername?: string;
  /** How somebody who was already there came. */
  readonly via?: 'trigger' | 'import';
  readonly holderSub?: string;
  readonly holderUsername?: string;
  readonly jobId?: string;
};

/** One line, keys in a fixed order, so that equal outcomes make equal files. */
export const formatRowOutcome = (row: RowOutcome): string =>
  JSON.stringify({
    sub: row.sub,
    username: row.username,
    outcome: row.outcome,
    code: row.code,
    message: row.message,
    newSub: row.newSub,
    newUsername: row.newUsername,
    via: row.via,
    holderSub: row.holderSub,
    holderUsername: row.holderUsername,
    jobId: row.jobId,
  });
