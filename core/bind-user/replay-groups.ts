import type { LedgerRow } from '../identity/ledger.ts';
import { errorName } from '../migrate-user/error-name.ts';

export type ReplayGroupsPorts = {
  /** Adding a member twice is no error. */
  addToGroup(username: string, group: string): Promise<'added' | 'no-such-group'>;
  /** Keeps what is still to do. Leaves a row alone that says it is done. */
  recordGroups(progress: GroupProgress): Promise<void>;
  nowMs(): number;
};

export type GroupProgress = {
  readonly previousSub: string;
  readonly newSub: string;
  readonly pending: readonly string[];
  readonly atMs: number;
};

/** What became of a user's groups. Group names are the operator's own words, so that they may be told. */
export type GroupReplay = {
  readonly added: readonly string[];
  /** Groups that the target does not have. They are not tried again: somebody has to look. */
  readonly missing: readonly string[];
  /** For the next sign-in. */
  readonly pending: readonly string[];
  readonly errorName?: string;
};

/** What may be begun within a sign-in; a call that is under way then may still end. */
const beginWithinMs = 700;

/** Groups that a user has still to be put into. None once all was done: from then on, they are an administrator's business. */
const groupsToReplay = (row: LedgerRow, allowed: readonly string[]): string[] => {
  if (row.state === 'forgotten') return [];
  const { groups = [], groupsReplayedAtMs, pendingGroups = [] } = row;
  return (groupsReplayedAtMs === undefined ? groups : pendingGroups).filter((group) => allowed.includes(group));
};

/**
 * Puts a user who is bound into the groups that the row holds for them, those of `allowed` alone: a group that the operator
 * has taken out of the map since is not given any more. Undefined where there is nothing to do. Never throws.
 */
export const replayGroups = async (
  user: { readonly previousSub: string; readonly newSub: string; readonly username: string },
  row: LedgerRow,
  allowed: readonly string[],
  ports: ReplayGroupsPorts,
): Promise<GroupReplay | undefined> => {
  const todo = groupsToReplay(row, allowed);
  if (todo.length === 0) return undefined;
  const added: string[] = [];
  const missing: string[] = [];
  let failure: string | undefined;
  const startedAtMs = ports.nowMs();
  try {
    for (const group of todo) {
      if (ports.nowMs() - startedAtMs > beginWithinMs) break;
      const outcome = await ports.addToGroup(user.username, group);
      (outcome === 'added' ? added : missing).push(group);
    }
  } catch (error) {
    failure = errorName(error);
  }
  const pending = todo.filter((group) => !added.includes(group) && !missing.includes(group));
  const { previousSub, newSub } = user;
  try {
    await ports.recordGroups({ previousSub, newSub, pending, atMs: ports.nowMs() });
  } catch (error) {
    failure ??= errorName(error);
  }
  return { added, missing, pending, ...(failure === undefined ? {} : { errorName: failure }) };
};
