import type { ImportProgress } from '../../core/import/import-journal.ts';
import type { ClaimPorts, ImportPorts } from '../../core/import/import-ports.ts';
import type { ImportSettings } from '../../core/import/import-settings.ts';
import type { Selection } from '../../core/import/select-rows.ts';
import type { PasswordHashingAlgorithm } from '../../core/import-csv/password-hash.ts';
import type { RunIdentity, RunRecord } from '../../core/journal/run-store.ts';
import type { Progress } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';

/** What an import reads its rows from, checked in full: a package of ours, or a plain CSV that others made. */
export type ImportInput = {
  /** As the command names it. */
  readonly path: string;
  readonly target: ConnectedPool;
  /** Says which input it is, also when it is named again by another path. */
  readonly sha256: string;
  readonly identity: Pick<RunIdentity, 'sourceUserPoolId' | 'inputHashes' | 'options'>;
  readonly settings: ImportSettings;
  readonly readPart: ImportPorts['readPart'];
  /** Of the pools that `select` lists. */
  readonly estimatedUsers: number;
  openLedger(): Promise<ClaimPorts | undefined>;
  readonly ledgerTable: string | undefined;
  readonly isComplete: boolean;
  /** Only of a plain CSV. */
  readonly csv?: CsvFacts;
  select(progress: ImportProgress, others: Others, shown: Progress): Promise<Selection>;
};

export type Others = {
  /** Every other import into this target. */
  readonly runs: readonly RunRecord[];
  readonly ledger: ClaimPorts | undefined;
};

export type CsvFacts = {
  readonly algorithm: PasswordHashingAlgorithm | undefined;
  readonly rowsWithHash: number;
  /** Whether other users of this machine may read the file. */
  readonly isReadByOthers: boolean;
};
