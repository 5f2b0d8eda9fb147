import type { Evidence } from '../evidence.ts';
import { attributesCameAlong } from './attributes-came-along.ts';
import { dataFollowsItsOwner } from './data-follows-its-owner.ts';
import { everyoneAccountedFor } from './everyone-accounted-for.ts';
import { importedUsersResetFirst } from './imported-users-reset-first.ts';
import type { Invariant } from './invariant.ts';
import { nobodyIsVouchedFor } from './nobody-is-vouched-for.ts';
import { oldPasswordsLiveOn } from './old-passwords-live-on.ts';
import { refusalsAreAlike } from './refusals-are-alike.ts';
import { sourceIsUntouched } from './source-is-untouched.ts';

export type Verdict = { readonly invariant: Invariant; readonly breaches: readonly string[] };

const invariants: readonly Invariant[] = [
  everyoneAccountedFor,
  dataFollowsItsOwner,
  oldPasswordsLiveOn,
  importedUsersResetFirst,
  refusalsAreAlike,
  nobodyIsVouchedFor,
  sourceIsUntouched,
  attributesCameAlong,
];

/** Judges the whole crossing, rule by rule. */
export const checkInvariants = (evidence: Evidence): Verdict[] =>
  invariants.map((invariant) => ({ invariant, breaches: invariant.check(evidence) }));
