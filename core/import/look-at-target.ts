import type { UserRecord } from '../users/user-record.ts';
import type { ImportSettings } from './import-settings.ts';
import { isInside, type JobWindow } from './job-window.ts';
import type { PackageRow } from './package-row.ts';
import { primaryNames, signInNames } from './sign-in-names.ts';
import { type TargetUser, toTargetUser } from './target-user.ts';

/** The target as it is after a job, as far as the job's rows are concerned. */
export type TargetView = {
  /** Who holds the sign-in name of a row, by source sub. */
  readonly holders: ReadonlyMap<string, TargetUser>;
  /** Users in the state that an import leaves behind, made while the job ran, whose name stands in no row of the package. */
  readonly strangers: readonly Stranger[];
  /**
   * How many others without a row were made then and can sign in at once: by signing up, by the trigger, or by an import
   * with password hashes or into a pool with passwordless sign-in.
   */
  readonly newcomers: number;
};

export type Stranger = { readonly user: TargetUser; readonly names: readonly string[] };

export const lookAtTarget = async (
  users: AsyncIterable<UserRecord>,
  rows: readonly PackageRow[],
  window: JobWindow,
  { target, previousSub, rows: packageRows }: ImportSettings,
): Promise<TargetView> => {
  const rowByLogin = new Map(rows.map((row) => [row.names[0], row]));
  const packageLogins = new Set([...packageRows.values()].map((row) => row.names[0]));
  const holders = new Map<string, TargetUser>();
  const strangers: Stranger[] = [];
  let newcomers = 0;
  for await (const user of users) {
    const names = primaryNames(user, target);
    for (const name of names) {
      const row = rowByLogin.get(name);
      if (row !== undefined) holders.set(row.sub, toTargetUser(user, previousSub));
    }
    if (!isInside(user.createdAtMs, window) || names.some((name) => packageLogins.has(name))) continue;
    if (user.status === 'CONFIRMED') newcomers += 1;
    else if (user.status === 'RESET_REQUIRED') {
      strangers.push({ user: toTargetUser(user, previousSub), names: signInNames(user, target) });
    }
  }
  return { holders, strangers, newcomers };
};
