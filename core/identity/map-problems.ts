import { ProblemsError } from '../errors.ts';

/** People mend a list of this length; a longer one has one cause. */
const shownProblems = 50;

/** Collects why no map can be made of what was stated, in the order in which it is found. */
export const createMapProblems = () => {
  const shown: string[] = [];
  let count = 0;
  return {
    add(...problems: readonly string[]) {
      count += problems.length;
      shown.push(...problems.slice(0, Math.max(0, shownProblems - shown.length)));
    },
    /** Throws `ProblemsError` (`identity-map-refused`) if there are any. */
    assertNone() {
      if (count === 0) return;
      if (count > shown.length) shown.push(`and ${count - shown.length} more`);
      throw new ProblemsError('These pairs make no identity map', shown, {
        code: 'identity-map-refused',
        hint: 'No map was written. Correct the pairs in --pairs where they are wrong; where two proofs disagree, find out why and leave the source of the wrong one out.',
      });
    },
  };
};
