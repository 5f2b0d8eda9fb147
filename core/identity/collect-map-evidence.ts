import type { RowOutcome } from '../import/row-outcome.ts';
import type { PackageUser } from '../journal/package-manifest.ts';
import type { Scratch } from '../journal/scratch.ts';
import { createSorter, type Sorter } from '../spill/create-sorter.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { LedgerRow } from './ledger.ts';
import type { NewUserEvidence, OldUserEvidence, PairEvidence } from './old-user-evidence.ts';

/** A pair that an operator states. */
export type StatedPair = {
  readonly oldSub: string;
  readonly newSub: string;
  readonly oldUsername: string | undefined;
  readonly newUsername: string | undefined;
};

/** Takes what every source says, in any order and however much it is, and puts it in the order of those it is about. */
export type MapEvidence = {
  readonly byOldSub: Sorter;
  readonly byNewSub: Sorter;
  /** Bound rows and tombstones: a reservation proves nothing yet. */
  ledgerRow(row: LedgerRow): Promise<void>;
  /** What a run of ours wrote down, record by record. Runs are numbered in the order of time. */
  outcome(row: RowOutcome, run: number): Promise<void>;
  packageUser(user: PackageUser): Promise<void>;
  statedPair(pair: StatedPair): Promise<void>;
  /** Who is in the target now. May come twice, as in a listing that had to start over. */
  targetUser(user: Pick<UserRecord, 'sub' | 'username' | 'status' | 'createdAtMs'>): Promise<void>;
};

export const collectMapEvidence = (scratch: Scratch, memory?: number): MapEvidence => {
  const byOldSub = createSorter(scratch, 'old-users', memory);
  const byNewSub = createSorter(scratch, 'new-users', memory);
  const sayOfOld = async (oldSub: string, evidence: OldUserEvidence) => {
    byOldSub.add(oldSub, JSON.stringify(evidence));
    await byOldSub.relieve();
  };
  return {
    byOldSub,
    byNewSub,
    async ledgerRow(row) {
      if (row.state === 'forgotten') await sayOfOld(row.previousSub, { kind: 'forgotten' });
      if (row.state !== 'bound' || row.newSub === undefined) return;
      const { previousSub, previousUsername, newSub, newUsername, claimedBy } = row;
      await sayOfOld(previousSub, toPair(claimedBy, newSub, previousUsername, newUsername));
    },
    outcome: (row, run) => sayOfOld(row.sub, toOutcomeEvidence(row, run)),
    async packageUser({ sub, username, merged = [] }) {
      await sayOfOld(sub, { kind: 'listed', oldUsername: username });
      for (const other of merged) {
        await sayOfOld(sub, { kind: 'absorbs', oldSub: other.sub, oldUsername: other.username });
      }
    },
    statedPair: ({ oldSub, oldUsername, newSub, newUsername }) =>
      sayOfOld(oldSub, toPair('operator', newSub, oldUsername, newUsername)),
    async targetUser({ sub, username, status, createdAtMs }) {
      byNewSub.add(sub, JSON.stringify({ kind: 'user', username, status, createdAtMs } satisfies NewUserEvidence));
      await byNewSub.relieve();
    },
  };
};

const toPair = (
  via: PairEvidence['via'],
  newSub: string,
  oldUsername: string | undefined,
  newUsername: string | undefined,
): PairEvidence => ({
  kind: 'pair',
  newSub,
  via,
  ...(oldUsername === undefined ? {} : { oldUsername }),
  ...(newUsername === undefined ? {} : { newUsername }),
});

/** Only what a run proved becomes a pair; holders of a name never do, whatever else the line says about them. */
const toOutcomeEvidence = (row: RowOutcome, run: number): OldUserEvidence => {
  const { username, outcome, code, via = 'import', newSub, newUsername, holderSub, holderUsername } = row;
  if (outcome !== 'failed' && newSub !== undefined) {
    return { kind: 'imported', run, pair: toPair(via, newSub, username, newUsername) };
  }
  const holder =
    holderSub === undefined || holderUsername === undefined
      ? {}
      : { holder: { sub: holderSub, username: holderUsername } };
  return { kind: 'not-imported', run, oldUsername: username, code: code ?? 'unproven', ...holder };
};
