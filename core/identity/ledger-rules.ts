import type {
  Binding,
  BindOutcome,
  Claim,
  ClaimOutcome,
  ClaimRow,
  ForgetOutcome,
  LedgerRow,
  ReleaseOutcome,
  UnbindOutcome,
  WithdrawOutcome,
} from './ledger.ts';

/**
 * The conditions under which a row changes, said once over plain rows. A store states the same conditions in its own
 * language, in one write, and uses these to explain a write that was refused.
 */

/** What a claim finds. `undefined`: the row may be claimed. */
export const claimRefusal = (
  row: LedgerRow | undefined,
  claim: Claim,
): Exclude<ClaimOutcome, 'claimed'> | undefined => {
  if (row === undefined) return undefined;
  if (row.state !== 'reserved') return 'bound';
  return row.loginHash === claim.loginHash ? undefined : 'other-login';
};

export const bindRefusal = (
  row: LedgerRow | undefined,
  binding: Binding,
): Exclude<BindOutcome, 'bound'> | undefined => {
  if (row === undefined) return 'not-reserved';
  if (row.state === 'forgotten' || row.loginHash !== binding.loginHash) return 'mismatch';
  if (row.state === 'reserved') return undefined;
  return row.newSub === binding.newSub ? undefined : 'mismatch';
};

/** Only an import run takes back a claim, and only one that nobody but itself made: see `claimedRow`. */
export const releaseRefusal = (
  row: LedgerRow | undefined,
  runId: string,
): Exclude<ReleaseOutcome, 'released'> | undefined => {
  if (row === undefined) return 'absent';
  return row.state === 'reserved' && row.claimedBy === 'import' && row.runId === runId ? undefined : 'not-ours';
};

export const withdrawRefusal = (
  row: LedgerRow | undefined,
  seen: ClaimRow,
): Exclude<WithdrawOutcome, 'withdrawn'> | undefined => {
  if (row === undefined) return 'absent';
  return row.state === 'reserved' &&
    row.loginHash === seen.loginHash &&
    row.claimedAtMs === seen.claimedAtMs &&
    row.triggerClaimedAtMs === seen.triggerClaimedAtMs &&
    row.runId === seen.runId
    ? undefined
    : 'changed';
};

export const unbindRefusal = (
  row: LedgerRow | undefined,
  newSub: string,
): Exclude<UnbindOutcome, 'unbound'> | undefined => {
  if (row === undefined) return 'absent';
  return row.state === 'bound' && row.newSub === newSub ? undefined : 'other';
};

/** A claim that is repeated meanwhile is as good to forget as the one that was seen; somebody who has crossed is not. */
export const forgetRefusal = (
  row: LedgerRow | undefined,
  seen: LedgerRow | undefined,
): Exclude<ForgetOutcome, 'forgotten'> | undefined => {
  if (row?.state === 'forgotten') return undefined;
  return row?.state === seen?.state && newSubOf(row) === newSubOf(seen) ? undefined : 'changed';
};

const newSubOf = (row: LedgerRow | undefined) => (row?.state === 'bound' ? row.newSub : undefined);

/**
 * The row after a claim that was not refused. The first claim's time stays, because a user created by any of the
 * claims that share a row is younger than the first. Once the trigger has claimed, the row stays the trigger's: an
 * import run that shares it must not release it under a sign-in that is on its way.
 */
export const claimedRow = (row: ClaimRow | undefined, claim: Claim): ClaimRow => {
  const runId = claim.runId ?? row?.runId;
  const previousUsername = claim.previousUsername ?? row?.previousUsername;
  const contactHash = claim.contactHash ?? row?.contactHash;
  const triggerClaimedAtMs = claim.claimedBy === 'trigger' ? claim.claimedAtMs : row?.triggerClaimedAtMs;
  const groups = claim.groups ?? row?.groups;
  return {
    previousSub: claim.previousSub,
    state: 'reserved',
    loginHash: claim.loginHash,
    ...(contactHash === undefined ? {} : { contactHash }),
    claimedBy: row?.claimedBy === 'trigger' ? 'trigger' : claim.claimedBy,
    claimedAtMs: row?.claimedAtMs ?? claim.claimedAtMs,
    ...(triggerClaimedAtMs === undefined ? {} : { triggerClaimedAtMs }),
    ...(runId === undefined ? {} : { runId }),
    ...(previousUsername === undefined ? {} : { previousUsername }),
    ...(groups === undefined ? {} : { groups }),
  };
};

export const boundRow = (row: ClaimRow, binding: Binding): ClaimRow => ({
  ...row,
  state: 'bound',
  newSub: binding.newSub,
  newUsername: binding.newUsername,
  boundAtMs: row.boundAtMs ?? binding.boundAtMs,
});
