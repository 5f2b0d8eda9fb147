import type { ClaimRow, LedgerRow } from '../identity/ledger.ts';
import type { ClaimPorts } from './import-ports.ts';
import type { RowOutcome } from './row-outcome.ts';

/** What is proven of users of the package before anything is sent. */
export type CrossingProof =
  | {
      readonly kind: 'crossed';
      readonly via: ClaimRow['claimedBy'];
      readonly newSub: string;
      readonly newUsername: string | undefined;
    }
  /** A job made the user, and nobody of that name was there any more when the run looked. */
  | { readonly kind: 'vanished' }
  | { readonly kind: 'forgotten' }
  | {
      readonly kind: 'reserved';
      readonly loginHash: string;
      readonly claimedBy: ClaimRow['claimedBy'];
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
  for await (const { sub, outcome, code, newSub, newUsername } of earlierOutcomes) {
    if (!isOfPackage(sub)) continue;
    if (outcome === 'imported' && newSub !== undefined) {
      proofs.set(sub, { kind: 'crossed', via: 'import', newSub, newUsername });
    } else if (code === 'gone-from-target' && !proofs.has(sub)) proofs.set(sub, { kind: 'vanished' });
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
  if (row.state === 'forgotten') return { kind: 'forgotten' };
  const { state, newSub, newUsername, loginHash, claimedBy, claimedAtMs } = row;
  if (state === 'reserved') return { kind: 'reserved', loginHash, claimedBy, claimedAtMs };
  // A binding without a user is nothing of ours; it denies like any other.
  return newSub === undefined ? { kind: 'forgotten' } : { kind: 'crossed', via: claimedBy, newSub, newUsername };
};
