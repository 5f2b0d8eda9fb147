import type { RowOutcome } from '../import/row-outcome.ts';
import type { StatedPair, UnprovenPair } from './build-identity-map.ts';
import type { LedgerRow } from './ledger.ts';

/** Bound rows only: a reservation proves nothing yet. */
export const pairsOfLedger = async (rows: AsyncIterable<LedgerRow>): Promise<StatedPair[]> => {
  const pairs: StatedPair[] = [];
  for await (const { state, previousSub, previousUsername, newSub, newUsername, claimedBy } of rows) {
    if (state !== 'bound' || newSub === undefined) continue;
    pairs.push({ oldSub: previousSub, oldUsername: previousUsername, newSub, newUsername, via: claimedBy });
  }
  return pairs;
};

/** What import runs of ours proved, and whom they found without proof: on that, the last word about a user counts. */
export const pairsOfOutcomes = (outcomes: Iterable<RowOutcome>): { stated: StatedPair[]; unproven: UnprovenPair[] } => {
  const stated: StatedPair[] = [];
  const unproven = new Map<string, UnprovenPair>();
  for (const {
    sub,
    username,
    outcome,
    code,
    via = 'import',
    newSub,
    newUsername,
    holderSub,
    holderUsername,
  } of outcomes) {
    if (outcome !== 'failed' && newSub !== undefined) {
      stated.push({ oldSub: sub, oldUsername: username, newSub, newUsername, via });
    } else if (code !== undefined && holderSub !== undefined && holderUsername !== undefined) {
      unproven.set(sub, { oldSub: sub, oldUsername: username, code, holderSub, holderUsername });
    }
  }
  return { stated, unproven: [...unproven.values()] };
};

/** An account that becomes part of another one, as a package says it by the operator's decision. */
export type MergedUser = { readonly oldSub: string; readonly oldUsername: string; readonly intoSub: string };

/** Leads merged users to whom the other one became; nothing is proven of them while nothing is of that one. */
export const pairsOfMerges = (merged: Iterable<MergedUser>, stated: readonly StatedPair[]): StatedPair[] => {
  const byOldSub = new Map(stated.map((pair) => [pair.oldSub, pair]));
  const pairs: StatedPair[] = [];
  for (const { oldSub, oldUsername, intoSub } of merged) {
    const into = byOldSub.get(intoSub);
    if (into === undefined) continue;
    pairs.push({ oldSub, oldUsername, newSub: into.newSub, newUsername: into.newUsername, via: 'merge' });
  }
  return pairs;
};
