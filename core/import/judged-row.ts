import type { RowJudgement } from './judge-row.ts';
import type { PackageRow } from './package-row.ts';
import type { LogLine } from './read-log-line.ts';

/** A row of a job with what became of it; `verdict` is what the log says, where it says anything. */
export type JudgedRow = { readonly row: PackageRow; readonly judgement: RowJudgement; readonly verdict?: LogLine };
