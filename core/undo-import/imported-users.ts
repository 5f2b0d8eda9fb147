import { RefusedError } from '../errors.ts';
import { type ImportProgress, openJob } from '../import/import-journal.ts';
import { isInside, type JobWindow } from '../import/job-window.ts';
import type { UserRecord } from '../users/user-record.ts';

/** A user whom an import run made, as its journal proves. */
export type ImportedUser = {
  /** Of the import: the source sub, or the key of a plain CSV's row. */
  readonly sub: string;
  readonly newSub: string;
  readonly newUsername: string;
  /** When jobs of the run that held the row may have made the user. */
  readonly windows: readonly JobWindow[];
  /** When the run had disabled the user, as the source had; changes up to then are its own. */
  readonly disabledByMs?: number;
};

/** Who was imported, in the order of the journal. Throws `RefusedError` while a job may still make users. */
export const importedUsers = (progress: ImportProgress, runId: string): ImportedUser[] => {
  if (openJob(progress) !== undefined) {
    throw new RefusedError(`Run "${runId}" has an import job that is not settled.`, {
      code: 'run-not-settled',
      hint: 'Give the command that began it again, until it says what became of the job; it may be stopped after that.',
    });
  }
  const windows = windowsByRow(progress);
  const disabledByMs = disabledByRow(progress);
  return [...progress.outcomes.values()].flatMap(({ sub, outcome, newSub, newUsername }) =>
    outcome !== 'imported' || newSub === undefined || newUsername === undefined
      ? []
      : [{ sub, newSub, newUsername, windows: windows.get(sub) ?? [], ...disabledByMs.get(sub) }],
  );
};

const disabledByRow = ({ jobs }: ImportProgress): ReadonlyMap<string, Pick<ImportedUser, 'disabledByMs'>> =>
  new Map(
    [...jobs.values()].flatMap(({ subs, end, arrivals }) => {
      if (end === undefined || arrivals?.disabledWithinMs === undefined) return [];
      const disabledByMs = end.window.fromMs + arrivals.disabledWithinMs;
      return subs.map((sub) => [sub, { disabledByMs }] as const);
    }),
  );

const windowsByRow = ({ jobs }: ImportProgress): ReadonlyMap<string, readonly JobWindow[]> => {
  const windows = new Map<string, JobWindow[]>();
  for (const { subs, end } of jobs.values()) {
    if (end === undefined) continue;
    for (const sub of subs) windows.set(sub, [...(windows.get(sub) ?? []), end.window]);
  }
  return windows;
};

/**
 * Whether this is the very user that the run made, and not one that has the name since: the same sub, created while a job of
 * the run was at work.
 */
export const isMadeByRun = (user: UserRecord | undefined, { newSub, windows }: ImportedUser): boolean =>
  user?.sub === newSub && windows.some((window) => isInside(user.createdAtMs, window));

/** Dates of one request may differ by what Cognito rounds. */
const roundingMs = 1_000;

/**
 * Whether anything shows that somebody has used or changed the user since: another state than the import leaves behind, or
 * a later date. Cognito dates changes of a user, not sign-ins.
 */
export const isUsed = (
  { status, enabled, createdAtMs, lastModifiedAtMs }: UserRecord,
  { disabledByMs }: Pick<ImportedUser, 'disabledByMs'>,
  leaves: 'reset' | 'hashes',
): boolean => {
  const isOfDisabled = disabledByMs !== undefined;
  return (
    enabled === isOfDisabled ||
    lastModifiedAtMs - (disabledByMs ?? createdAtMs) > roundingMs ||
    (leaves === 'reset' && status !== 'RESET_REQUIRED')
  );
};
