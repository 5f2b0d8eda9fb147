import type { PackageReader } from '../../core/export/package-port.ts';
import { createDerivation } from '../../core/import/derive-today.ts';
import type { ClaimPorts } from '../../core/import/import-ports.ts';
import type { ReadPackage } from '../../core/import/read-package-rows.ts';
import type { SelectionPorts } from '../../core/import/select-rows.ts';
import type { RunRecord } from '../../core/journal/run-store.ts';
import type { CommandContext, Progress } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';
import { counted } from './counted.ts';
import { readImportOutcomes } from './import-runs.ts';
import { listUsersOf } from './list-users-of.ts';

type SelectionInputs = {
  readonly source: ConnectedPool;
  readonly target: ConnectedPool;
  readonly reader: PackageReader;
  readonly read: ReadPackage;
  readonly ledger: ClaimPorts | undefined;
  /** Every other import into this target. */
  readonly otherRuns: readonly RunRecord[];
};

export const createSelectionPorts = (
  { source, target, reader, read, ledger, otherRuns }: SelectionInputs,
  context: CommandContext,
  progress: Progress,
): SelectionPorts => ({
  listSourceUsers: () => counted(listUsersOf(source, context, progress), progress),
  listTargetUsers: () => counted(listUsersOf(target, context, progress), progress),
  listEarlierOutcomes: () => readImportOutcomes(context.runs, otherRuns),
  ledger,
  ...createDerivation({
    manifest: reader.manifest,
    target: target.profile,
    markedVerified: read.markedVerified,
    users: context.config.users,
  }),
  wasRejected: (sub) => read.rejectedSubs.has(sub),
  manifest: reader.manifest,
});

/** For users that are listed again while rows are counted: they must not count as rows. */
export const withoutCounting = (progress: Progress): Progress => ({ ...progress, setTotal() {}, advance() {} });
