import pMap from 'p-map';
import type { ClaimPorts, ImportPorts } from './import-ports.ts';
import type { PackageRow } from './package-row.ts';
import type { RowOutcome } from './row-outcome.ts';
import { alreadyThere, failedRow } from './to-row-outcomes.ts';

const concurrency = 8;

/**
 * Claims each row in the ledger before it is sent, so that nobody crosses both ways. Returns the outcome of those who must
 * not be sent; everyone else is claimed, or was by this run before.
 */
export const claimRows = async (
  rows: readonly PackageRow[],
  { ledger, run, clock, signal }: Pick<ImportPorts, 'ledger' | 'run' | 'clock' | 'signal'>,
): Promise<RowOutcome[]> => {
  if (ledger === undefined) return [];
  const claim = async (row: PackageRow): Promise<RowOutcome | undefined> => {
    const outcome = await ledger.claim({
      previousSub: row.sub,
      previousUsername: row.username,
      loginHash: ledger.hashLogin(row.names[0]),
      claimedBy: 'import',
      runId: run.id,
      claimedAtMs: clock.nowMs(),
    });
    if (outcome === 'claimed') return undefined;
    return outcome === 'other-login' ? failedRow(row, 'claimed-by-other-login') : describeBound(row, ledger);
  };
  const outcomes = await pMap(rows, claim, { concurrency, signal });
  return outcomes.filter((outcome) => outcome !== undefined);
};

/** Somebody crossed, or was forgotten, since the plan was made. */
const describeBound = async (row: PackageRow, ledger: ClaimPorts): Promise<RowOutcome> => {
  const found = await ledger.find(row.sub);
  if (found?.state !== 'bound' || found.newSub === undefined) return failedRow(row, 'forgotten');
  const { claimedBy: via, newSub, newUsername } = found;
  return alreadyThere(row, { via, newSub, newUsername });
};
