import type { Ledger, LedgerRow } from '../../core/identity/ledger.ts';
import {
  bindRefusal,
  boundRow,
  claimedRow,
  claimRefusal,
  forgetRefusal,
  releaseRefusal,
  unbindRefusal,
  withdrawRefusal,
} from '../../core/identity/ledger-rules.ts';

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
      if (refusal === undefined && row?.state !== 'forgotten') bySub.set(claim.previousSub, claimedRow(row, claim));
      return refusal ?? 'claimed';
    },
    async bind(binding) {
      await Promise.resolve();
      const row = bySub.get(binding.previousSub);
      const refusal = bindRefusal(row, binding);
      if (row !== undefined && row.state !== 'forgotten' && refusal === undefined)
        bySub.set(binding.previousSub, boundRow(row, binding));
      return refusal ?? 'bound';
    },
    async release(previousSub, runId) {
      await Promise.resolve();
      const refusal = releaseRefusal(bySub.get(previousSub), runId);
      if (refusal === undefined) bySub.delete(previousSub);
      return refusal ?? 'released';
    },
    async withdraw(seen) {
      await Promise.resolve();
      const refusal = withdrawRefusal(bySub.get(seen.previousSub), seen);
      if (refusal === undefined) bySub.delete(seen.previousSub);
      return refusal ?? 'withdrawn';
    },
    async unbind(previousSub, newSub) {
      await Promise.resolve();
      const refusal = unbindRefusal(bySub.get(previousSub), newSub);
      if (refusal === undefined) bySub.delete(previousSub);
      return refusal ?? 'unbound';
    },
    async forget(previousSub, seen, forgottenAtMs) {
      await Promise.resolve();
      const row = bySub.get(previousSub);
      const refusal = forgetRefusal(row, seen);
      if (refusal === undefined && row?.state !== 'forgotten') {
        bySub.set(previousSub, { previousSub, state: 'forgotten', forgottenAtMs });
      }
      return refusal ?? 'forgotten';
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
