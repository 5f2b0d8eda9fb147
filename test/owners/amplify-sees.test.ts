import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemsError } from '../../core/errors.ts';
import type { IdentityPair } from '../../core/identity/identity-map.ts';
import { judgeOwnerValue } from '../../core/owners/judge-owner-value.ts';
import { lookupOf, newSub, oldSub } from '../support/identity-pairs.ts';

/** Names that read as something else: parts of others, others' subs, and what others' owners look like. */
const names = [
  'al',
  'bo',
  'al::bo',
  '::',
  ...[0, 1].flatMap((n) => [oldSub(n), newSub(n), `${oldSub(n)}::al`, `${newSub(n)}::bo`]),
];

const map: fc.Arbitrary<IdentityPair[]> = fc.tuple(
  ...[0, 1, 2].map((n) =>
    fc.record({
      oldSub: fc.constantFrom(oldSub(n), oldSub(n), `old-${n}`),
      newSub: fc.constantFrom(newSub(n), newSub(n), newSub(0), `new-${n}`),
      oldUsername: fc.constantFrom(oldSub(n), `user-${n}`, ...names),
      newUsername: fc.constantFrom(newSub(n), `user-${n}`, ...names),
      via: fc.constantFrom('import' as const, 'import' as const, 'merge' as const),
    }),
  ),
);

const oldIds = ({ oldSub: sub, oldUsername: username }: IdentityPair) => [sub, username, `${sub}::${username}`];
const newIds = ({ newSub: sub, newUsername: username }: IdentityPair) => [sub, username, `${sub}::${username}`];

const tryLookup = (pairs: readonly IdentityPair[]) => {
  try {
    return lookupOf(...pairs);
  } catch (error) {
    if (error instanceof ProblemsError) return undefined;
    throw error;
  }
};

/** Amplify shows an item to whoever's sub, username or both together its owner is exactly. */
const whoSees = (owner: string, pairs: readonly IdentityPair[], idsOf: (pair: IdentityPair) => string[]) =>
  new Set(pairs.filter((pair) => idsOf(pair).includes(owner)).map((pair) => pair.newSub));

describe("by Amplify's rule", () => {
  it('a rewritten owner is seen by the same people as before, and an owner that stays by nobody else', () => {
    let mapped = 0;
    fc.assert(
      fc.property(map, (pairs) => {
        const lookup = tryLookup(pairs);
        if (lookup === undefined) return;
        const owners = new Set([
          ...names,
          ...pairs.flatMap((pair) => [...oldIds(pair), ...newIds(pair)]),
          ...pairs.flatMap((one) => pairs.map((other) => `${one.oldSub}::${other.oldUsername}`)),
        ]);
        for (const owner of owners) {
          const verdict = judgeOwnerValue(owner, lookup);
          if (verdict.kind === 'conflict') continue;
          const before = whoSees(owner, pairs, oldIds);
          const after = whoSees(verdict.kind === 'mapped' ? verdict.to : owner, pairs, newIds);
          // Nobody of the map saw it: it is someone's of the new pool already, or nobody's.
          if (before.size === 0) expect(verdict.kind, owner).toBe(after.size === 0 ? 'unmapped' : 'current');
          else expect(after, owner).toEqual(before);
          if (verdict.kind === 'mapped') mapped += 1;
        }
      }),
      { numRuns: 3000 },
    );
    expect(mapped).toBeGreaterThan(1000);
  });
});
