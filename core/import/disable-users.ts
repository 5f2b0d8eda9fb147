import pMap from 'p-map';
import { PoolferryError } from '../errors.ts';
import type { PoolProfile } from '../users/pool-profile.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { JobEnd } from './import-journal.ts';
import type { ImportPorts } from './import-ports.ts';
import type { ImportSettings } from './import-settings.ts';
import { isInside } from './job-window.ts';
import type { JudgedRow } from './judged-row.ts';
import type { PackageRow } from './package-row.ts';
import { primaryNames } from './sign-in-names.ts';
import { carriesPreviousSub, type TargetUser, toTargetUser } from './target-user.ts';

type DisablePorts = Pick<ImportPorts, 'disabling' | 'clock' | 'signal' | 'note'>;

const concurrency = 4;
/** Listings lag behind: a user who was disabled is looked at this often before that counts as not done. */
const looks = 6;
const firstPauseMs = 500;

/**
 * Disables, before anything else is found out about the job, whoever it seems to have made of these rows. Who cannot be
 * searched for by name, or does not show yet, is left to `disableTheRest`.
 */
export const disableAtOnce = async (
  rows: readonly PackageRow[],
  end: JobEnd,
  { target, previousSub }: ImportSettings,
  { disabling, signal, note }: DisablePorts,
): Promise<void> => {
  note(`disabling ${rows.length} users again, as they are in the source`);
  const disable = async (row: PackageRow) => {
    const filter = filterOf(row, target);
    const found = filter === undefined ? [] : await disabling.find(filter);
    for (const user of found) {
      const isOfRow = primaryNames(user, target).includes(row.names[0]);
      if (user.enabled && isOfRow && isOfJob(toTargetUser(user, previousSub), row, previousSub, end, rows.length)) {
        await disabling.disable(user.username);
      }
    }
  };
  await pMap(rows, disable, { concurrency, signal });
};

/**
 * Disables whoever of the job is still shown as enabled, and sees that it is so. Throws where it is not so: the job stays
 * unsettled. `disabled`: how many there were. `inDoubt`: how many enabled users of these names may be the job's, or not.
 */
export const disableTheRest = async (
  judged: readonly JudgedRow[],
  holders: ReadonlyMap<string, TargetUser>,
  end: JobEnd,
  { previousSub }: ImportSettings,
  { disabling, clock, signal, note }: DisablePorts,
): Promise<{ readonly disabled: number; readonly inDoubt: number }> => {
  // Listings may lag for longer than is waited: who was made, as the log or the counts say, and is not shown is disabled by
  // name. Of nobody else is that sure enough: the name may be another user's alias.
  const unseen = judged.filter(
    ({ row, verdict }) =>
      !holders.has(row.sub) && (verdict?.verdict === 'succeeded' || end.importedUsers === judged.length),
  );
  await pMap(unseen, ({ row }) => disabling.disable(row.targetUsername), { concurrency, signal });
  const shown = judged.flatMap(({ row, judgement, verdict }) => {
    const holder = holders.get(row.sub);
    if (holder === undefined || !holder.enabled) return [];
    const isOurs = judgement.kind === 'imported' || isOfJob(holder, row, previousSub, end, judged.length);
    const mayBeOurs =
      isInside(holder.createdAtMs, end.window) &&
      carriesPreviousSub(holder, row.sub, previousSub) === undefined &&
      (verdict?.verdict ?? 'succeeded') === 'succeeded';
    return isOurs || mayBeOurs ? [{ holder, isOurs }] : [];
  });
  let enabled = shown.filter(({ isOurs }) => isOurs).map(({ holder }) => holder);
  const found = enabled.length;
  await pMap(enabled, ({ username }) => disabling.disable(username), { concurrency, signal });
  for (let look = 1; enabled.length > 0; look += 1) {
    // Subs come from Cognito and hold nothing that a filter could not.
    const isEnabled = await pMap(
      enabled,
      async ({ sub }) => (await disabling.find(`sub = "${sub}"`)).some((user: UserRecord) => user.enabled),
      { concurrency, signal },
    );
    enabled = enabled.filter((_, at) => isEnabled[at]);
    if (enabled.length > 0 && look === looks) throw new NotDisabled(enabled.length);
    if (enabled.length === 0) break;
    note('waiting for the target to show that users are disabled');
    await clock.sleep(firstPauseMs * 2 ** (look - 1), signal);
  }
  return { disabled: found, inDoubt: shown.length - found };
};

/**
 * Only an import leaves users in `RESET_REQUIRED`, unless a person of the name was made in the same minutes by a trigger. Where
 * it leaves another state, a job that made as many users as it had rows found none of their names taken.
 */
const isOfJob = (
  user: TargetUser,
  row: PackageRow,
  previousSub: string | undefined,
  { window, importedUsers }: JobEnd,
  rowCount: number,
): boolean => {
  const carries = carriesPreviousSub(user, row.sub, previousSub);
  return (
    isInside(user.createdAtMs, window) &&
    (carries === true || (carries !== false && (user.status === 'RESET_REQUIRED' || importedUsers === rowCount)))
  );
};

/** How AWS reads quotes and backslashes in a filter is not documented, and a filter has 256 characters at most. */
const filterOf = ({ targetUsername }: PackageRow, { signIn }: PoolProfile): string | undefined => {
  const attribute = signIn.kind === 'username' ? 'username' : targetUsername.includes('@') ? 'email' : 'phone_number';
  const filter = `${attribute} = "${targetUsername}"`;
  return /["\\]/.test(targetUsername) || filter.length > 256 ? undefined : filter;
};

class NotDisabled extends PoolferryError {
  constructor(users: number) {
    super(`${users} users whom the source disabled are still enabled in the target.`, {
      code: 'not-disabled',
      hint: 'Run the same command again: disabling them is the first thing it does.',
    });
  }
}
