import type { LedgerRow } from '../identity/ledger.ts';
import { createLookupBuilder } from '../identity/lookup.ts';
import type { OwnerLookup } from '../owners/owner-lookup.ts';

/** Somebody who has crossed, by a bound row of the ledger. */
export type BoundUser = {
  readonly previousSub: string;
  readonly previousUsername: string;
  readonly newSub: string;
  readonly newUsername: string;
  readonly boundAtMs: number;
};

export type BoundUsers = {
  /** Everybody who has crossed, so that whatever an item holds is judged as a remap by the whole map would. */
  readonly lookup: OwnerLookup;
  readonly bound: number;
  /** Those whose items may still have old ids. */
  readonly due: readonly BoundUser[];
  /** Bound rows that lack a name or a time: another version wrote them, and nobody can follow them. */
  readonly incomplete: number;
};

/**
 * Reads the ledger to its end. There is no order in it and no index by time, so each reading is of all of it: a row that
 * appears late is found by the next one. Throws a `ProblemsError` when the pairs contradict each other.
 */
export const readBoundUsers = async (
  rows: AsyncIterable<LedgerRow>,
  isDue: (user: BoundUser) => boolean,
): Promise<BoundUsers> => {
  const builder = createLookupBuilder();
  const due: BoundUser[] = [];
  let bound = 0;
  let incomplete = 0;
  for await (const row of rows) {
    if (row.state !== 'bound') continue;
    const { previousSub, previousUsername, newSub, newUsername, boundAtMs, claimedBy } = row;
    if (
      previousUsername === undefined ||
      newSub === undefined ||
      newUsername === undefined ||
      boundAtMs === undefined
    ) {
      incomplete += 1;
      continue;
    }
    bound += 1;
    builder.add({ oldSub: previousSub, oldUsername: previousUsername, newSub, newUsername, via: claimedBy });
    const user = { previousSub, previousUsername, newSub, newUsername, boundAtMs };
    if (isDue(user)) due.push(user);
  }
  return { lookup: builder.build(), bound, due, incomplete };
};
