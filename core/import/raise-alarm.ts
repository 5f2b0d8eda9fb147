import type { JobAlarm, JobEnd } from './import-journal.ts';
import type { ClaimPorts } from './import-ports.ts';
import { isInside } from './job-window.ts';
import type { JudgedRow } from './judged-row.ts';
import type { Stranger, TargetView } from './look-at-target.ts';

/**
 * Users of the job's window that no package explains, unless the trigger's own claim does: it makes users of the same kind
 * for people who forgot their password. Undefined when there is nothing to tell.
 */
export const raiseAlarm = async (
  judged: readonly JudgedRow[],
  { strangers, holders }: TargetView,
  end: JobEnd,
  ledger: ClaimPorts | undefined,
): Promise<JobAlarm | undefined> => {
  const unexplained: string[] = [];
  for (const stranger of strangers) {
    if (!(await isOfTheTrigger(stranger, ledger))) unexplained.push(stranger.user.sub);
  }
  const isExplained = ({ row, judgement, verdict }: JudgedRow) => {
    const holder = holders.get(row.sub);
    const wasMadeThen = holder !== undefined && isInside(holder.createdAtMs, end.window);
    return judgement.kind === 'imported' || verdict?.verdict === 'succeeded' || wasMadeThen;
  };
  const made = judged.filter(isExplained);
  const unexplainedImports = Math.max(0, end.importedUsers - made.length);
  return unexplained.length + unexplainedImports === 0
    ? undefined
    : { strangers: unexplained.sort(), unexplainedImports };
};

const isOfTheTrigger = async ({ user, names }: Stranger, ledger: ClaimPorts | undefined): Promise<boolean> => {
  if (ledger === undefined || user.previousSub === undefined) return false;
  const row = await ledger.find(user.previousSub);
  if (row === undefined || row.state === 'forgotten') return false;
  return row.claimedBy === 'trigger' && names.some((name) => ledger.hashLogin(name) === row.loginHash);
};
