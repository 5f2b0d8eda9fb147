/**
 * The ledger has one row per source user who started to cross, keyed by the source `sub`.
 *
 *     (none) --claim--> reserved --bind--> bound
 *                          |  ^
 *                          |  '-- claim again by the same login (retries and parallel attempts share it)
 *                          '--release--> (none)
 *     any of these --forget--> forgotten
 *     bound --unbind--> (none), only by undoing the import that made the very user it is bound to
 *
 * A bound row denies for ever: a deleted or banned user cannot come back by either way across.
 */
export type LedgerRow = ClaimRow | Tombstone;

/** What `ledger forget` leaves: it keeps denying, and says nothing but that. It is never taken away again. */
export type Tombstone = {
  readonly previousSub: string;
  readonly state: 'forgotten';
  readonly forgottenAtMs: number;
};

export type ClaimRow = {
  readonly previousSub: string;
  readonly state: 'reserved' | 'bound';
  /** Keyed hash of the canonical target login this claim was made for. */
  readonly loginHash: string;
  /**
   * Keyed hash of a verified address that the user brings along, where the sign-in name is a username: anybody can sign up
   * with a username, so whoever comes to be bound must have proved this address.
   */
  readonly contactHash?: string;
  readonly claimedBy: 'trigger' | 'import';
  /** The run that claimed it, for `import`. */
  readonly runId?: string;
  readonly claimedAtMs: number;
  /** When the trigger claimed last: somebody showed the right password then, or asked for a code. */
  readonly triggerClaimedAtMs?: number;
  readonly previousUsername?: string;
  /** Groups of the target that the user is to be in, as the trigger last read them; absent where it read none. */
  readonly groups?: readonly string[];
  /** When `bind-user` last put the user into them. Once it has, they are an administrator's business. */
  readonly groupsReplayedAtMs?: number;
  /** Those that are still to do after that. */
  readonly pendingGroups?: readonly string[];
  readonly boundAtMs?: number;
  readonly newSub?: string;
  readonly newUsername?: string;
};

export type Claim = Pick<
  ClaimRow,
  'previousSub' | 'previousUsername' | 'loginHash' | 'contactHash' | 'claimedBy' | 'runId' | 'claimedAtMs' | 'groups'
>;
export type Binding = {
  readonly previousSub: string;
  readonly loginHash: string;
  readonly newSub: string;
  readonly newUsername: string;
  readonly boundAtMs: number;
};

/**
 * `claimed`: the row is ours now, or was already reserved for this login. `other-login` and `bound`: denied.
 * Each verb is one conditional write; none reads first.
 */
export type ClaimOutcome = 'claimed' | 'other-login' | 'bound';
/** `bound`: by this call or an equal one before. `not-reserved`: no row. `mismatch`: another login, or bound to another user. */
export type BindOutcome = 'bound' | 'not-reserved' | 'mismatch';
export type ReleaseOutcome = 'released' | 'absent' | 'not-ours';
/** `changed`: the row is no longer as it was seen, and stays as it is. */
export type WithdrawOutcome = 'withdrawn' | 'absent' | 'changed';
/** `other`: the row is not bound, or to another user, and stays as it is. */
export type UnbindOutcome = 'unbound' | 'absent' | 'other';
/** `forgotten`: by this call or one before. `changed`: the row is no longer as it was seen, and stays as it is. */
export type ForgetOutcome = 'forgotten' | 'changed';

export type Ledger = {
  claim(claim: Claim): Promise<ClaimOutcome>;
  bind(binding: Binding): Promise<BindOutcome>;
  /** Takes back an import run's own unbound claim, so that the user may cross the lazy way. */
  release(previousSub: string, runId: string): Promise<ReleaseOutcome>;
  /** Takes back an unbound claim, whoever made it, if nobody has claimed it since it was seen. */
  withdraw(seen: ClaimRow): Promise<WithdrawOutcome>;
  /** Takes away a row that is bound to this user, whom `undo` has just deleted, so that the person may cross again. */
  unbind(previousSub: string, newSub: string): Promise<UnbindOutcome>;
  /** Puts a tombstone in place of what was seen, also of nothing: whoever has not begun to cross stays out, too. */
  forget(previousSub: string, seen: LedgerRow | undefined, forgottenAtMs: number): Promise<ForgetOutcome>;
  /** Strongly consistent. */
  find(previousSub: string): Promise<LedgerRow | undefined>;
  /** Every row, in no particular order; pages to the end; strongly consistent reads, but not a snapshot. */
  list(): AsyncIterable<LedgerRow>;
};
