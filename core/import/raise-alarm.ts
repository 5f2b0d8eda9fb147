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
  { strangers, holders, newcomers }: TargetView,
  end: JobEnd,
  ledger: ClaimPorts | undefined,
): Promise<JobAlarm | undefined> => {
  const unexplained: string[] = [];
  for (const stranger of strangers) {
    if (!(await isOfTheTrigger(stranger, ledger))) unexplained.push(stranger.user.sub);
  }
  const wasMadeThen = ({ row, judgement }: JudgedRow) => {
    const holder = holders.get(row.sub);
    return judgement.kind === 'imported' || (holder !== undefined && isInside(holder.createdAtMs, end.window));
  };
  const made = judged.filter(wasMadeThen).length;
  const gone = judged.filter((each) => !wasMadeThen(each) && each.verdict?.verdict === 'succeeded').length;
  // Somebody may have deleted them, or the file held others in their place, who then are there instead.
  const deleted = Math.max(0, gone - newcomers);
  const unexplainedImports = Math.max(0, end.importedUsers - made - deleted);
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
