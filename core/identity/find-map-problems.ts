import type { IdentityPair } from './identity-map.ts';

/**
 * Why these pairs may not rewrite anything: after one pass over the data nobody could tell any more whether a value is an old
 * name or a new one, or whose it is. `pairs` has each old sub once. Sentences name subs, never usernames.
 */
export const findMapProblems = (pairs: readonly IdentityPair[]): string[] => [
  ...findSharedTargets(pairs),
  ...findOverlaps(pairs),
  ...findUsernameTwins(pairs),
  ...findUsernameChains(pairs),
];

const findSharedTargets = (pairs: readonly IdentityPair[]): string[] =>
  [...Map.groupBy(pairs, (pair) => pair.newSub)]
    // One of them may own the account; every other must have been merged into it on purpose.
    .filter(([, sharing]) => sharing.filter((pair) => pair.via !== 'merge').length > 1)
    .map(([newSub, sharing]) => `old users ${subsOf(sharing)} all become "${newSub}"`);

const findOverlaps = (pairs: readonly IdentityPair[]): string[] => {
  const oldSubs = new Set(pairs.map((pair) => pair.oldSub));
  return pairs
    .filter((pair) => oldSubs.has(pair.newSub))
    .map(({ oldSub, newSub }) => `old user "${oldSub}" becomes "${newSub}", which is an old user, too`);
};

const findUsernameTwins = (pairs: readonly IdentityPair[]): string[] =>
  [...Map.groupBy(pairs, (pair) => pair.oldUsername)]
    .filter(([, sharing]) => sharing.length > 1)
    .map(([, sharing]) => `old users ${subsOf(sharing)} have the same old username`);

/** A username may stay what it was; it may not become what another user was called. */
const findUsernameChains = (pairs: readonly IdentityPair[]): string[] => {
  const byOldUsername = new Map(pairs.map((pair) => [pair.oldUsername, pair]));
  return pairs.flatMap((pair) => {
    const next = byOldUsername.get(pair.newUsername);
    return next === undefined || next.oldSub === pair.oldSub || next.newSub === pair.newSub
      ? []
      : [`the new username of old user "${pair.oldSub}" is the old username of "${next.oldSub}"`];
  });
};

const subsOf = (pairs: readonly IdentityPair[]) => pairs.map((pair) => `"${pair.oldSub}"`).join(', ');
