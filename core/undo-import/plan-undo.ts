import type { UserRecord } from '../users/user-record.ts';
import { type ImportedUser, isMadeByRun, isUsed } from './imported-users.ts';
import type { UndoProgress } from './undo-journal.ts';

export type UndoPlan = {
  readonly imported: number;
  /** Users who are there as the run made them. */
  readonly toDelete: number;
  /** Of those, who were used or changed since, as far as Cognito tells; by sub. */
  readonly used: readonly Pick<UserRecord, 'sub' | 'status' | 'enabled' | 'lastModifiedAtMs'>[];
  /** Nobody of that sub is there any more. */
  readonly gone: number;
  /** Users of that sub who were made at another time than any job of the run; they stay. */
  readonly kept: number;
  /** Who has an outcome from an earlier process of this undo. */
  readonly settled: number;
};

/** What an undo would do, from one listing of the target; every user is looked at again before they are deleted. */
export const planUndo = async (
  users: readonly ImportedUser[],
  listed: AsyncIterable<UserRecord>,
  { outcomes }: UndoProgress,
  leaves: 'reset' | 'hashes',
): Promise<UndoPlan> => {
  const open = new Map(users.filter(({ newSub }) => !outcomes.has(newSub)).map((user) => [user.newSub, user]));
  const used: UndoPlan['used'][number][] = [];
  let toDelete = 0;
  let kept = 0;
  for await (const user of listed) {
    const imported = open.get(user.sub);
    if (imported === undefined) continue;
    if (!isMadeByRun(user, imported)) {
      kept += 1;
      continue;
    }
    toDelete += 1;
    const { sub, status, enabled, lastModifiedAtMs } = user;
    if (isUsed(user, imported, leaves)) used.push({ sub, status, enabled, lastModifiedAtMs });
  }
  return {
    imported: users.length,
    toDelete,
    used: used.sort((a, b) => (a.sub < b.sub ? -1 : 1)),
    gone: open.size - toDelete - kept,
    kept,
    settled: users.length - open.size,
  };
};
