import type { OwnerLookup, UserPair } from './owner-lookup.ts';

/** How an owner is written. The form found is the form written. */
export const ownerForms = ['sub', 'username', 'sub::username'] as const;
export type OwnerForm = (typeof ownerForms)[number];

export type OwnerConflictCode =
  /** `sub::username` whose halves are not one user's. */
  | 'halves-differ'
  /** The value is the sub of one user and the username of another. */
  | 'two-users'
  /** Sub and username were equal and no longer are: which of the two the value was is not to be seen. */
  | 'sub-or-username'
  /** What would be written is itself an old id, so that the next pass would rewrite it once more. */
  | 'new-id-is-also-old';

export type OwnerVerdict =
  | { readonly kind: 'mapped'; readonly form: OwnerForm; readonly to: string }
  /** Already what it has to be. */
  | { readonly kind: 'current' }
  /** Nobody in the map. */
  | { readonly kind: 'unmapped' }
  | { readonly kind: 'conflict'; readonly code: OwnerConflictCode };

const current: OwnerVerdict = { kind: 'current' };
const unmapped: OwnerVerdict = { kind: 'unmapped' };
const conflict = (code: OwnerConflictCode): OwnerVerdict => ({ kind: 'conflict', code });

const separator = '::';
const uuidShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What an owner value has to become. Amplify compares owners exactly with a user's `sub`, `username` and
 * `sub::username`, so anything that is not exactly one of these for a mapped user is left alone.
 * Judging what was written always answers `current`.
 */
export const judgeOwnerValue = (value: string, lookup: OwnerLookup): OwnerVerdict => {
  const verdict = judgeOnce(value, lookup);
  if (verdict.kind !== 'mapped') return verdict;
  return judgeOnce(verdict.to, lookup).kind === 'current' ? verdict : conflict('new-id-is-also-old');
};

const judgeOnce = (value: string, lookup: OwnerLookup): OwnerVerdict => {
  const bySub = lookup.bySub(value);
  const byUsername = lookup.byUsername(value);
  const byBoth = combinedReading(value, lookup);
  const readings = [bySub, byUsername, byBoth].filter((pair) => pair !== undefined);
  const [pair] = readings;
  if (pair === undefined) return judgeUnread(value, lookup);

  if (readings.some((other) => other.oldSub !== pair.oldSub)) return conflict('two-users');
  const newHolder = lookup.byNewSub(value) ?? lookup.byNewUsername(value);
  if (newHolder !== undefined && newHolder.newSub !== pair.newSub) return conflict('two-users');
  if (byBoth !== undefined) {
    return readings.length === 1 ? toward(value, 'sub::username', combine(pair)) : conflict('sub-or-username');
  }
  if (bySub !== undefined && byUsername !== undefined) {
    return pair.newSub === pair.newUsername ? toward(value, 'sub', pair.newSub) : conflict('sub-or-username');
  }
  return bySub === undefined ? toward(value, 'username', pair.newUsername) : toward(value, 'sub', pair.newSub);
};

const toward = (from: string, form: OwnerForm, to: string): OwnerVerdict =>
  from === to ? current : { kind: 'mapped', form, to };

const combine = (pair: UserPair) => `${pair.newSub}${separator}${pair.newUsername}`;

/** Split at the first separator: a sub has none, a username may. */
const halves = (value: string): readonly [left: string, right: string] | undefined => {
  const at = value.indexOf(separator);
  return at === -1 ? undefined : [value.slice(0, at), value.slice(at + separator.length)];
};

const combinedReading = (value: string, lookup: OwnerLookup): UserPair | undefined => {
  const parts = halves(value);
  if (parts === undefined) return undefined;
  const pair = lookup.bySub(parts[0]);
  return pair !== undefined && pair.oldUsername === parts[1] ? pair : undefined;
};

/** A value that is no user's old id as a whole. */
const judgeUnread = (value: string, lookup: OwnerLookup): OwnerVerdict => {
  if (lookup.byNewSub(value) !== undefined || lookup.byNewUsername(value) !== undefined) return current;
  const parts = halves(value);
  if (parts === undefined) return unmapped;
  const [left, right] = parts;
  const newPair = lookup.byNewSub(left);
  if (newPair?.newUsername === right) return current;
  if (newPair !== undefined || lookup.bySub(left) !== undefined) return conflict('halves-differ');
  const isRightKnown = lookup.byUsername(right) !== undefined || lookup.byNewUsername(right) !== undefined;
  return isRightKnown && uuidShape.test(left) ? conflict('halves-differ') : unmapped;
};
