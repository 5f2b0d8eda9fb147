import { access, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { encodeRow } from '../../core/csv/encode-row.ts';
import { ProblemsError, RefusedError } from '../../core/errors.ts';
import type { ImportSettings } from '../../core/import/import-settings.ts';
import type { PasswordHashingAlgorithm } from '../../core/import-csv/password-hash.ts';
import { readCsvRows, readUsersCsv } from '../../core/import-csv/read-users-csv.ts';
import { selectCsvRows } from '../../core/import-csv/select-csv-rows.ts';
import { packageFileNames } from '../../core/journal/package-manifest.ts';
import type { PoolProfile } from '../../core/users/pool-profile.ts';
import { findImportProblems } from '../../core/users/target-problems.ts';
import { readChunks } from '../files/package-hash.ts';
import type { CommandContext } from './command.ts';
import { connectPools } from './connect-pools.ts';
import { counted } from './counted.ts';
import { importColumnsOf } from './import-columns-of.ts';
import type { ImportInput } from './import-input.ts';
import { readImportOutcomes } from './import-runs.ts';
import { listUsersOf } from './list-users-of.ts';

/** A plain CSV in Cognito's format. No source pool is asked: nothing says where its rows come from. */
export const openImportCsv = async (path: string, context: CommandContext): Promise<ImportInput> => {
  const file = resolve(context.workingDirectory, path);
  await refusePackageFile(file);
  const { target } = await connectPools(context, ['target']);
  assertTargetImports(target.profile);
  const algorithm = context.options.passwordHashingAlgorithm as PasswordHashingAlgorithm | undefined;
  const { users, ledger } = context.config;
  const open = () => readChunks(file);
  const csv = await readUsersCsv(open, path, {
    target: target.profile,
    columns: await importColumnsOf(target, context),
    algorithm,
    reservedAttribute: ledger === undefined ? undefined : users.previousSub,
  });
  const settings: ImportSettings = {
    target: target.profile,
    headerLine: encodeRow(csv.header).slice(0, -1),
    rows: csv.rows,
    previousSub: undefined,
    canaryRows: context.config.import.canaryRows,
    isPlainCsv: true,
  };
  return {
    path,
    target,
    sha256: csv.sha256,
    identity: {
      inputHashes: { csv: csv.sha256 },
      options: algorithm === undefined ? {} : { passwordHashingAlgorithm: algorithm },
    },
    settings,
    readPart: () => readCsvRows(open, path, csv),
    estimatedUsers: target.profile.estimatedUsers,
    openLedger: async () => undefined,
    ledgerTable: undefined,
    isComplete: true,
    csv: {
      algorithm,
      rowsWithHash: csv.rowsWithHash,
      isReadByOthers: ((await stat(file)).mode & 0o077) !== 0,
    },
    select: (progress, { runs: otherRuns }, shown) =>
      selectCsvRows(settings, progress, {
        listTargetUsers: () => counted(listUsersOf(target, context, shown), shown),
        listEarlierOutcomes: () => readImportOutcomes(context.runs, otherRuns),
      }),
  };
};

/** Its rows do not say whom the source disabled: as a plain CSV they would all be enabled, and nobody would have a past. */
const refusePackageFile = async (file: string) => {
  if (!/^users-\d+\.csv$/.test(basename(file))) return;
  const isOfPackage = await access(join(dirname(file), packageFileNames.manifest)).then(
    () => true,
    () => false,
  );
  if (!isOfPackage) return;
  throw new RefusedError(`"${basename(file)}" is a part of a package, which is imported as a whole.`, {
    code: 'part-of-package',
    hint: 'Name the directory that poolferry export wrote.',
  });
};

const assertTargetImports = (target: PoolProfile) => {
  const problems = findImportProblems(target);
  if (target.autoVerifiedAttributes.length === 0) {
    problems.push('target: verifies neither e-mail nor phone by itself (AutoVerifiedAttributes): no job can start');
  }
  if (problems.length > 0) throw new ProblemsError('No file can be imported', problems, { code: 'target-unfit' });
};
