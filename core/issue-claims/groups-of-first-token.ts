import type { LedgerRow } from '../identity/ledger.ts';

/** A sign-in that is under way read its groups before `bind-user` added to them. Later ones know them from Cognito. */
const firstTokenWithinMs = 60_000;

/**
 * Groups that a user who is bound has, or is about to have, and Cognito may not know of yet. Once `bind-user` is done, and
 * that was not just now, only Cognito says who is in a group: an administrator may have changed it.
 */
export const groupsOfFirstToken = (row: LedgerRow, allowed: readonly string[], nowMs: number): string[] => {
  if (row.state === 'forgotten') return [];
  const { groups = [], groupsReplayedAtMs, pendingGroups = [] } = row;
  const isFirst = groupsReplayedAtMs === undefined || nowMs - groupsReplayedAtMs <= firstTokenWithinMs;
  return (isFirst ? groups : pendingGroups).filter((group) => allowed.includes(group));
};
