import type { ClaimRow, LedgerRow } from '../identity/ledger.ts';
import type { ImportCode } from './import-codes.ts';
import { isInside, type JobWindow } from './job-window.ts';
import type { LogVerdict } from './read-log-line.ts';
import type { TargetUser } from './target-user.ts';

export type RowEvidence = {
  readonly verdict: LogVerdict | undefined;
  /** Whether the log has a line for every row: only then its numbering is beyond doubt. */
  readonly isLogWhole: boolean;
  /** Cognito's own words, for the reason of a failure. */
  readonly words: string | undefined;
  /** Who has the row's sign-in name in the target now. */
  readonly holder: TargetUser | undefined;
  /** Whether the holder carries this row's previous sub; undefined when the pool keeps none. */
  readonly carriesPreviousSub: boolean | undefined;
  readonly window: JobWindow;
  /** Windows of jobs of the same run that held this row before. */
  readonly earlierWindows: readonly JobWindow[];
  readonly ledgerRow: LedgerRow | undefined;
  /** No pair can be stated for a row that says nothing of who somebody was. */
  readonly isPlainCsv: boolean;
  /** Whether Cognito says it went through the whole file. */
  readonly jobSucceeded: boolean;
};

export type RowJudgement =
  | { readonly kind: 'imported'; readonly user: TargetUser }
  | {
      readonly kind: 'already-there';
      readonly via: ClaimRow['claimedBy'];
      readonly newSub: string;
      readonly newUsername: string | undefined;
    }
  | { readonly kind: 'failed'; readonly code: ImportCode; readonly holder?: TargetUser; readonly words?: string }
  /** The job ended before it came to this row. */
  | { readonly kind: 'not-processed' };

/**
 * What became of a row, from what can be proved: a job of ours said it made the user, or the user was made while such a job
 * ran, in the state only an import leaves behind. A name alone proves nothing, whoever holds it.
 */
export const judgeRow = (evidence: RowEvidence): RowJudgement => {
  const { holder, ledgerRow } = evidence;
  if (ledgerRow?.state === 'forgotten') {
    return { kind: 'failed', code: 'forgotten', ...(holder === undefined ? {} : { holder }) };
  }
  if (holder !== undefined && isOurs(holder, evidence)) return { kind: 'imported', user: holder };
  if (ledgerRow?.state === 'bound' && ledgerRow.newSub !== undefined) {
    const { claimedBy: via, newSub, newUsername } = ledgerRow;
    return { kind: 'already-there', via, newSub, newUsername };
  }
  return holder === undefined ? judgeAbsent(evidence) : { kind: 'failed', code: holderCode(evidence), holder };
};

const isOurs = (holder: TargetUser, evidence: RowEvidence): boolean => {
  const { verdict, isLogWhole, window, earlierWindows, carriesPreviousSub, ledgerRow } = evidence;
  if (verdict === 'succeeded' && isLogWhole) {
    return carriesPreviousSub !== false && isInside(holder.createdAtMs, window);
  }
  if (verdict === 'failed') return false;
  // A user whom this job skipped was there before it; one it does not mention may be its own.
  const windows = verdict === 'skipped' ? earlierWindows : [...earlierWindows, window];
  return (
    carriesPreviousSub === true &&
    holder.status === 'RESET_REQUIRED' &&
    !(ledgerRow !== undefined && isOfTheTrigger(ledgerRow)) &&
    windows.some((each) => isInside(holder.createdAtMs, each))
  );
};

const isOfTheTrigger = (row: LedgerRow) => row.state !== 'forgotten' && row.claimedBy === 'trigger';

const holderCode = ({ holder, carriesPreviousSub, ledgerRow, isPlainCsv }: RowEvidence): ImportCode => {
  if (isPlainCsv) return 'name-taken';
  const isBeingCarried =
    ledgerRow?.state === 'reserved' &&
    isOfTheTrigger(ledgerRow) &&
    carriesPreviousSub !== false &&
    (holder?.createdAtMs ?? 0) >= ledgerRow.claimedAtMs;
  if (isBeingCarried) return 'crossing-now';
  return carriesPreviousSub === false ? 'squatted' : 'unproven';
};

const judgeAbsent = ({ verdict, words, jobSucceeded }: RowEvidence): RowJudgement => {
  switch (verdict) {
    case 'succeeded':
      return { kind: 'failed', code: 'gone-from-target' };
    case 'skipped':
      return { kind: 'failed', code: 'skipped-by-cognito' };
    case 'failed':
      return /auto verified attributes/i.test(words ?? '')
        ? { kind: 'failed', code: 'no-verified-contact' }
        : { kind: 'failed', code: 'rejected-by-cognito', ...(words ? { words } : {}) };
    default:
      return jobSucceeded ? { kind: 'failed', code: 'no-verdict' } : { kind: 'not-processed' };
  }
};
