import { ProblemsError } from '../errors.ts';
import type { OwnerLookup, UserPair } from '../owners/owner-lookup.ts';
import type { IdentityPair } from './identity-map.ts';
import { createSubTable } from './lookup-sub-table.ts';

export type LookupBuilder = {
  add(pair: IdentityPair): void;
  /** Throws a `ProblemsError` (`bad-identity-map`) when rewriting by these pairs could give one user's things to another. */
  build(): OwnerLookup & { readonly size: number };
};

const maxProblemsShown = 20;

/** Most maps have nothing here, and hashing the key would cost as much as the rest of a lookup of a stranger. */
const getFrom = <V>(index: ReadonlyMap<string, V>, key: string): V | undefined =>
  index.size === 0 ? undefined : index.get(key);

/**
 * Collects identity pairs into the lookup the remap works with. Subs shaped like UUIDs are packed; usernames are kept
 * aside, and not at all where they repeat the sub.
 */
export const createLookupBuilder = (): LookupBuilder => {
  const table = createSubTable();
  /** Pairs of which a sub is not a canonical UUID. */
  const oddByOldSub = new Map<string, UserPair>();
  const oddByNewSub = new Map<string, UserPair>();
  /** By row, and only where they differ from the sub. */
  const oldUsernames: (string | undefined)[] = [];
  const newUsernames: (string | undefined)[] = [];
  const byUsernameIndex = new Map<string, number | UserPair>();
  const byNewUsernameIndex = new Map<string, number | UserPair>();
  const problems: string[] = [];
  let problemCount = 0;
  /** For new subs that several old ones lead to: how many of them do so without a merge. */
  const unmergedByNewSub = new Map<string, number>();

  const report = (problem: string) => {
    problemCount += 1;
    if (problems.length < maxProblemsShown) problems.push(problem);
  };

  const pairAt = (row: number, oldSub = table.oldSub(row), newSub = table.newSub(row)): UserPair => ({
    oldSub,
    newSub,
    // Reading beyond the end of an array is slow, and most maps keep few usernames or none.
    oldUsername: (row < oldUsernames.length ? oldUsernames[row] : undefined) ?? oldSub,
    newUsername: (row < newUsernames.length ? newUsernames[row] : undefined) ?? newSub,
  });
  const resolve = (found: number | UserPair | undefined) => (typeof found === 'number' ? pairAt(found) : found);

  const lookup: OwnerLookup = {
    bySub(oldSub) {
      const row = table.findOld(oldSub);
      return row === -1 ? getFrom(oddByOldSub, oldSub) : pairAt(row, oldSub);
    },
    byNewSub(newSub) {
      const row = table.findNew(newSub);
      return row === -1 ? getFrom(oddByNewSub, newSub) : pairAt(row, undefined, newSub);
    },
    byUsername(oldUsername) {
      const found = resolve(getFrom(byUsernameIndex, oldUsername));
      if (found !== undefined) return found;
      const row = table.findOld(oldUsername);
      if (row !== -1) return oldUsernames[row] === undefined ? pairAt(row) : undefined;
      const odd = getFrom(oddByOldSub, oldUsername);
      return odd?.oldUsername === oldUsername ? odd : undefined;
    },
    byNewUsername(newUsername) {
      const found = resolve(getFrom(byNewUsernameIndex, newUsername));
      if (found !== undefined) return found;
      const unchanged = lookup.byUsername(newUsername);
      if (unchanged?.newUsername === newUsername) return unchanged;
      const row = table.findNew(newUsername);
      if (row !== -1) return newUsernames[row] === undefined ? pairAt(row) : undefined;
      const odd = getFrom(oddByNewSub, newUsername);
      return odd?.newUsername === newUsername ? odd : undefined;
    },
  };

  /** What later pairs are checked against the earlier ones for; the rest waits for `build`. */
  const checkAgainstEarlier = (pair: IdentityPair) => {
    if (lookup.bySub(pair.oldSub) !== undefined) report(`the old sub "${pair.oldSub}" stands twice`);
    const namesake = lookup.byUsername(pair.oldUsername);
    if (namesake !== undefined) report(`the old username of "${pair.oldSub}" belongs to two users`);
    const sharer = lookup.byNewSub(pair.newSub);
    if (sharer !== undefined && sharer.newUsername !== pair.newUsername) {
      report(`the new sub "${pair.newSub}" stands with two usernames`);
    }
    const unmerged = unmergedByNewSub.get(pair.newSub) ?? (sharer === undefined ? 0 : 1);
    if (sharer !== undefined && pair.via !== 'merge' && unmerged > 0) {
      report(`the new sub "${pair.newSub}" has two old users and no merge`);
    }
    if (pair.via === 'merge') unmergedByNewSub.set(pair.newSub, unmerged);
    else if (sharer !== undefined) unmergedByNewSub.set(pair.newSub, unmerged + 1);
  };

  /** New users for whom an owner of this text stands, by sub, by username, or by both. */
  const readersOf = (owner: string): string[] => {
    const at = owner.indexOf('::');
    const both = at === -1 ? undefined : lookup.byNewSub(owner.slice(0, at));
    return [
      lookup.byNewSub(owner)?.newSub,
      lookup.byNewUsername(owner)?.newSub,
      both?.newUsername === owner.slice(at + 2) ? both.newSub : undefined,
    ].filter((newSub) => newSub !== undefined);
  };

  const checkWhole = (pair: UserPair) => {
    if (lookup.bySub(pair.newSub) !== undefined) report(`the new sub "${pair.newSub}" is also an old sub`);
    const rival = lookup.byNewUsername(pair.oldUsername);
    if (rival !== undefined && rival.newSub !== pair.newSub) {
      report(`the old username of "${pair.oldSub}" is another user's new username`);
    }
    if (readersOf(pair.newUsername).some((newSub) => newSub !== pair.newSub)) {
      report(`the new username of "${pair.oldSub}" also stands for another new user`);
    }
  };

  return {
    add(pair) {
      checkAgainstEarlier(pair);
      const { oldSub, oldUsername, newSub, newUsername } = pair;
      const row = table.add(oldSub, newSub);
      const place = row ?? { oldSub, oldUsername, newSub, newUsername };
      if (typeof place === 'object') {
        if (!oddByOldSub.has(oldSub)) oddByOldSub.set(oldSub, place);
        if (!oddByNewSub.has(newSub)) oddByNewSub.set(newSub, place);
      } else {
        if (oldUsername !== oldSub) oldUsernames[place] = oldUsername;
        if (newUsername !== newSub) newUsernames[place] = newUsername;
      }
      if (oldUsername !== oldSub && !byUsernameIndex.has(oldUsername)) byUsernameIndex.set(oldUsername, place);
      if (newUsername !== newSub && newUsername !== oldUsername && !byNewUsernameIndex.has(newUsername)) {
        byNewUsernameIndex.set(newUsername, place);
      }
    },
    build() {
      for (let row = 0; row < table.size; row += 1) checkWhole(pairAt(row));
      for (const pair of oddByOldSub.values()) checkWhole(pair);
      if (problemCount > problems.length) problems.push(`and ${problemCount - problems.length} more`);
      if (problems.length > 0) {
        throw new ProblemsError('The identity map cannot be trusted', problems, {
          code: 'bad-identity-map',
          hint: 'Make the map again with "poolferry map"; do not edit it by hand.',
        });
      }
      return Object.assign(lookup, { size: table.size + oddByOldSub.size });
    },
  };
};
