import type { LedgerRow } from '../identity/ledger.ts';
import type { ClaimPorts } from './import-ports.ts';
import type { RowOutcome } from './row-outcome.ts';

/** What is proven of users of the package before anything is sent. */
export type CrossingProof =
  | { readonly kind: 'crossed'; readonly newSub: string; readonly newUsername: string | undefined }
  | { readonly kind: 'forgotten' }
  | {
      readonly kind: 'reserved';
      readonly loginHash: string;
      readonly claimedBy: LedgerRow['claimedBy'];
      readonly claimedAtMs: number;
    };

/**
 * Who of these users crossed, by source sub: a bound row of the ledger, or a row that an earlier run of ours imported. The
 * ledger has the last word, because it also knows who was forgotten.
 */
export const collectProofs = async (
  isOfPackage: (sub: string) => boolean,
  earlierOutcomes: AsyncIterable<RowOutcome>,
  ledger: ClaimPorts | undefined,
): Promise<ReadonlyMap<string, CrossingProof>> => {
  const proofs = new Map<string, CrossingProof>();
  for await (const { sub, outcome, newSub, newUsername } of earlierOutcomes) {
    if (outcome === 'imported' && newSub !== undefined && isOfPackage(sub)) {
      proofs.set(sub, { kind: 'crossed', newSub, newUsername });
    }
  }
  if (ledger === undefined) return proofs;
  for await (const row of ledger.list()) {
    if (!isOfPackage(row.previousSub)) continue;
    const proof = toProof(row);
    // A reservation says less than an import that was seen through.
    if (proof.kind !== 'reserved' || !proofs.has(row.previousSub)) proofs.set(row.previousSub, proof);
  }
  return proofs;
};

const toProof = (row: LedgerRow): CrossingProof => {
  const { state, newSub, newUsername, loginHash, claimedBy, claimedAtMs } = row;
  if (state === 'reserved') return { kind: 'reserved', loginHash, claimedBy, claimedAtMs };
  return state === 'bound' && newSub !== undefined ? { kind: 'crossed', newSub, newUsername } : { kind: 'forgotten' };
};
