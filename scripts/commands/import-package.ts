import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { encodeRow } from '../../core/csv/encode-row.ts';
import { RefusedError } from '../../core/errors.ts';
import type { PackageReader } from '../../core/export/package-port.ts';
import { assertPackageFits } from '../../core/import/assert-package-fits.ts';
import type { ImportSettings } from '../../core/import/import-settings.ts';
import { readPackageRows, readPart } from '../../core/import/read-package-rows.ts';
import { selectRows } from '../../core/import/select-rows.ts';
import { canonicalJson } from '../../core/journal/canonical-json.ts';
import { openPackage } from '../files/package-reader.ts';
import type { CommandContext } from './command.ts';
import { connectPools } from './connect-pools.ts';
import { importColumnsOf } from './import-columns-of.ts';
import type { ImportInput } from './import-input.ts';
import { connectLedger } from './import-ports.ts';
import { createSelectionPorts } from './import-selection.ts';

export const openImportPackage = async (path: string, context: CommandContext): Promise<ImportInput> => {
  refuseHashes(context);
  const reader = await openPackage(resolve(context.workingDirectory, path));
  const { source, target } = await connectPools(context, ['source', 'target']);
  const { users, ledger: ledgerConfig } = context.config;
  assertPackageFits(reader.manifest, {
    source: source.profile,
    target: target.profile,
    header: await importColumnsOf(target, context),
    users,
  });
  const read = await readPackageRows(reader, target.profile);
  const settings: ImportSettings = {
    target: target.profile,
    headerLine: encodeRow(reader.manifest.header).slice(0, -1),
    rows: read.rows,
    previousSub: users.previousSub,
    canaryRows: context.config.import.canaryRows,
  };
  const sha256 = hashManifest(reader);
  return {
    path,
    target,
    sha256,
    identity: { sourceUserPoolId: source.profile.userPoolId, inputHashes: { package: sha256 }, options: {} },
    settings,
    readPart: (part) => readPart(reader, part),
    estimatedUsers: source.profile.estimatedUsers + target.profile.estimatedUsers,
    openLedger: () => connectLedger(target, context),
    ledgerTable: ledgerConfig?.tableName,
    isComplete: reader.manifest.complete,
    select: (progress, { runs: otherRuns, ledger }, shown) =>
      selectRows(
        settings,
        progress,
        createSelectionPorts({ source, target, reader, read, ledger, otherRuns }, context, shown),
      ),
  };
};

/** The manifest holds the hash of every file, so that its own hash speaks for the whole package. */
export const hashManifest = ({ manifest }: PackageReader): string =>
  createHash('sha256').update(canonicalJson(manifest)).digest('hex');

const refuseHashes = ({ options }: CommandContext) => {
  if (options.passwordHashingAlgorithm === undefined) return;
  throw new RefusedError('A package holds no password hashes: no Cognito pool gives its hashes out, to anybody.', {
    code: 'no-hashes-in-packages',
    hint: 'Leave --password-hashing-algorithm out. People who sign in through the trigger keep their passwords; imported ones reset them.',
  });
};
