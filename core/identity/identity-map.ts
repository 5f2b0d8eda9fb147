/**
 * One line of `identity-map.jsonl`: who a user was and who they are now. `via` says which way they came, and so what
 * proves the pair: `trigger` a bound ledger row, `import` a row that a run of ours imported, `operator` a stated pair,
 * `merge` a reviewed decision that the old user's things belong to another user's account.
 */
export type IdentityPair = {
  readonly oldSub: string;
  readonly oldUsername: string;
  readonly newSub: string;
  readonly newUsername: string;
  readonly via: Via;
};

export type Via = (typeof ways)[number];

/** The strongest proof first: where several prove one pair, `via` names the first of them. */
export const ways = ['trigger', 'import', 'operator', 'merge'] as const;
