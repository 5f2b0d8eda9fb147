import type { RowOutcome } from '../import/row-outcome.ts';
import type { StatedPair, UnprovenPair } from './build-identity-map.ts';
import type { LedgerRow } from './ledger.ts';

type LedgerPairs = {
  readonly pairs: readonly StatedPair[];
  /** Old subs of people who asked to be erased: nothing may be written down about them again. */
  readonly forgotten: ReadonlySet<string>;
};

/** Bound rows only: a reservation proves nothing yet. */
export const pairsOfLedger = async (rows: AsyncIterable<LedgerRow>): Promise<LedgerPairs> => {
  const pairs: StatedPair[] = [];
  const forgotten = new Set<string>();
  for await (const row of rows) {
    if (row.state === 'forgotten') forgotten.add(row.previousSub);
    if (row.state !== 'bound' || row.newSub === undefined) continue;
    const { previousSub, previousUsername, newSub, newUsername, claimedBy } = row;
    pairs.push({ oldSub: previousSub, oldUsername: previousUsername, newSub, newUsername, via: claimedBy });
  }
  return { pairs, forgotten };
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
