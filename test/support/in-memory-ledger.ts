import type { Ledger, LedgerRow } from '../../core/identity/ledger.ts';
import { bindRefusal, boundRow, claimedRow, claimRefusal, releaseRefusal } from '../../core/identity/ledger-rules.ts';

/** The ledger's rules over a map. Every verb yields once before it acts, so that callers really interleave. */
export const createInMemoryLedger = (
  rows: readonly LedgerRow[] = [],
): Ledger & { readonly rows: ReadonlyMap<string, LedgerRow> } => {
  const bySub = new Map(rows.map((row) => [row.previousSub, row]));
  return {
    rows: bySub,
    async claim(claim) {
      await Promise.resolve();
      const row = bySub.get(claim.previousSub);
      const refusal = claimRefusal(row, claim);
      if (refusal === undefined) bySub.set(claim.previousSub, claimedRow(row, claim));
      return refusal ?? 'claimed';
    },
    async bind(binding) {
      await Promise.resolve();
      const row = bySub.get(binding.previousSub);
      const refusal = bindRefusal(row, binding);
      if (row !== undefined && refusal === undefined) bySub.set(binding.previousSub, boundRow(row, binding));
      return refusal ?? 'bound';
    },
    async release(previousSub, runId) {
      await Promise.resolve();
      const refusal = releaseRefusal(bySub.get(previousSub), runId);
      if (refusal === undefined) bySub.delete(previousSub);
      return refusal ?? 'released';
    },
    async find(previousSub) {
      await Promise.resolve();
      return bySub.get(previousSub);
    },
    async *list() {
      await Promise.resolve();
      yield* [...bySub.values()];
    },
  };
};
