import { createSubTable } from '../identity/lookup-sub-table.ts';

/** Who became whom by the bound rows of a ledger, held as compactly as the lookup of the remap. */
export const createBoundPairs = () => {
  const table = createSubTable();
  /** Pairs of which a sub is not a canonical UUID. */
  const oddByOldSub = new Map<string, string>();
  const oddNewSubs = new Set<string>();
  let users = 0;
  const has = (newSub: string) => table.findNew(newSub) !== -1 || oddNewSubs.has(newSub);
  return {
    add(oldSub: string, newSub: string) {
      if (!has(newSub)) users += 1;
      if (table.add(oldSub, newSub) !== undefined) return;
      oddByOldSub.set(oldSub, newSub);
      oddNewSubs.add(newSub);
    },
    newSubOf(oldSub: string): string | undefined {
      const row = table.findOld(oldSub);
      return row === -1 ? oddByOldSub.get(oldSub) : table.newSub(row);
    },
    /** Whether somebody became this user. */
    has,
    /** How many users of the target somebody became. */
    users: () => users,
  };
};
