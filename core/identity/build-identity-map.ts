import { ProblemsError } from '../errors.ts';
import { findMapProblems } from './find-map-problems.ts';
import type { IdentityPair } from './identity-map.ts';

/** A pair as one kind of proof states it. A username that the proof does not know is looked up. */
export type StatedPair = Pick<IdentityPair, 'oldSub' | 'newSub' | 'via'> & {
  readonly oldUsername: string | undefined;
  readonly newUsername: string | undefined;
};

/** Somebody in the target who has the name of an old user, without proof of being the same person. */
export type UnprovenPair = {
  readonly oldSub: string;
  readonly oldUsername: string;
  readonly code: string;
  readonly holderSub: string;
  readonly holderUsername: string;
};

export type MapSources = {
  /** Strongest proof first: where two say the same, the first one's word on how stays. */
  readonly stated: Iterable<StatedPair>;
  readonly unproven: Iterable<UnprovenPair>;
  /** Usernames of the target's users now, by sub. */
  readonly targetUsernames: ReadonlyMap<string, string>;
  /** Usernames of source users, as far as packages tell, by sub. */
  readonly sourceUsernames: ReadonlyMap<string, string>;
  /** Old subs of people who were forgotten on request. Whatever proves who they are now, they stay out of the map. */
  readonly forgotten: ReadonlySet<string>;
};

export type IdentityMap = {
  /** Ordered by old sub. */
  readonly pairs: readonly IdentityPair[];
  /** Pairs whose new user is no longer in the target: rewriting to them would orphan what people own. */
  readonly gone: readonly { readonly oldSub: string; readonly newSub: string }[];
  /** Without those whom another proof settled. */
  readonly unproven: readonly UnprovenPair[];
  /** People left out because they were forgotten on request, though something else still speaks of them. */
  readonly forgotten: number;
};

/**
 * Puts together who became whom, from proofs only. Throws `ProblemsError` (`identity-map-refused`) with everything that would
 * make the map ambiguous; the order of the sources does not matter but for `via`.
 */
export const buildIdentityMap = (sources: MapSources): IdentityMap => {
  const problems: string[] = [];
  const byOldSub = new Map<string, StatedPair>();
  const leftOut = new Set<string>();
  const isForgotten = ({ oldSub }: { readonly oldSub: string }) => {
    if (sources.forgotten.has(oldSub)) leftOut.add(oldSub);
    return sources.forgotten.has(oldSub);
  };
  for (const pair of sources.stated) {
    if (isForgotten(pair)) continue;
    const known = byOldSub.get(pair.oldSub);
    if (known === undefined) byOldSub.set(pair.oldSub, pair);
    else if (known.newSub !== pair.newSub) {
      problems.push(
        `old user "${pair.oldSub}" becomes "${known.newSub}" (${known.via}) and "${pair.newSub}" (${pair.via})`,
      );
    }
  }

  const pairs: IdentityPair[] = [];
  const gone: { oldSub: string; newSub: string }[] = [];
  for (const pair of byOldSub.values()) {
    const { oldSub, newSub, via } = pair;
    const newUsername = sources.targetUsernames.get(newSub);
    const oldUsername = pair.oldUsername ?? sources.sourceUsernames.get(oldSub);
    if (newUsername === undefined) {
      gone.push({ oldSub, newSub });
    } else if (pair.newUsername !== undefined && pair.newUsername !== newUsername) {
      problems.push(`new user "${newSub}" has another username in the target than the pair of "${oldSub}" says`);
    } else if (oldUsername === undefined) {
      problems.push(`the username of old user "${oldSub}" is unknown; name its package with --package`);
    } else {
      pairs.push({ oldSub, oldUsername, newSub, newUsername, via });
    }
  }
  problems.push(...findMapProblems(pairs));
  if (problems.length > 0) throw new Refused(problems);
  const unproven = [...sources.unproven].filter((pair) => !isForgotten(pair) && !byOldSub.has(pair.oldSub));
  return {
    pairs: pairs.sort(byOldSubOrder),
    gone: gone.sort(byOldSubOrder),
    unproven: unproven.sort(byOldSubOrder),
    forgotten: leftOut.size,
  };
};

const byOldSubOrder = (a: { readonly oldSub: string }, b: { readonly oldSub: string }) =>
  a.oldSub < b.oldSub ? -1 : a.oldSub > b.oldSub ? 1 : 0;

/** People mend a list of this length; a longer one has one cause. */
const shownProblems = 50;

class Refused extends ProblemsError {
  constructor(problems: readonly string[]) {
    const sorted = problems.toSorted();
    const shown = sorted.slice(0, shownProblems);
    if (sorted.length > shownProblems) shown.push(`and ${sorted.length - shownProblems} more`);
    super('These pairs make no identity map', shown, {
      code: 'identity-map-refused',
      hint: 'No map was written. Correct the pairs in --pairs where they are wrong; where two proofs disagree, find out why and leave the source of the wrong one out.',
    });
  }
}
