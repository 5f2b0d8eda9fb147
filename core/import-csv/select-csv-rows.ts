import type { ImportProgress } from '../import/import-journal.ts';
import { openJob } from '../import/import-journal.ts';
import type { ImportSettings } from '../import/import-settings.ts';
import { inPackageOrder } from '../import/package-row.ts';
import type { RowOutcome } from '../import/row-outcome.ts';
import type { Selection, SelectionPorts } from '../import/select-rows.ts';
import { signInNames } from '../import/sign-in-names.ts';
import { type TargetUser, toTargetUser } from '../import/target-user.ts';
import { alreadyThere, failedRow } from '../import/to-row-outcomes.ts';

/**
 * Which rows of a plain CSV are still to be sent. There is no source to compare it with and nobody to claim in a ledger: whoever
 * holds a name of a row is left alone, and counts as already there only if an import of ours made that user from a row
 * of the same sign-in name.
 */
export const selectCsvRows = async (
  { rows, target }: Pick<ImportSettings, 'rows' | 'target'>,
  progress: ImportProgress,
  ports: Pick<SelectionPorts, 'listTargetUsers' | 'listEarlierOutcomes'>,
): Promise<Selection> => {
  const job = openJob(progress);
  const underWay = new Set(job?.isStarting ? job.subs : []);
  const open = [...rows.values()].filter(({ sub }) => !progress.outcomes.has(sub) && !underWay.has(sub));
  const made = new Map<string, Set<string>>();
  for await (const { sub, outcome, newSub } of ports.listEarlierOutcomes()) {
    if (outcome === 'failed' || newSub === undefined || !rows.has(sub)) continue;
    made.set(sub, (made.get(sub) ?? new Set()).add(newSub));
  }
  const keyByName = new Map(open.flatMap(({ sub, names }) => names.map((name) => [name, sub] as const)));
  const holders = new Map<string, TargetUser>();
  for await (const user of ports.listTargetUsers()) {
    for (const name of signInNames(user, target)) {
      const key = keyByName.get(name);
      if (key !== undefined) holders.set(key, toTargetUser(user, undefined));
    }
  }
  const leftOut: RowOutcome[] = [];
  const send = open.sort(inPackageOrder).filter((row) => {
    const holder = holders.get(row.sub);
    if (holder === undefined) return true;
    const isOurs = made.get(row.sub)?.has(holder.sub) === true;
    leftOut.push(
      isOurs
        ? alreadyThere(row, { via: 'import', newSub: holder.sub, newUsername: holder.username })
        : failedRow(row, 'name-taken', holder),
    );
    return false;
  });
  return { send, leftOut, underWay: [...underWay].filter((sub) => !progress.outcomes.has(sub)).length };
};
