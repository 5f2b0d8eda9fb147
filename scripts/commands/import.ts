import { resolve } from 'node:path';
import { encodeRow } from '../../core/csv/encode-row.ts';
import { RefusedError } from '../../core/errors.ts';
import type { PackageReader } from '../../core/export/package-port.ts';
import { assertPackageFits } from '../../core/import/assert-package-fits.ts';
import { isActive } from '../../core/import/import-job.ts';
import { type ImportProgress, openImportLog } from '../../core/import/import-journal.ts';
import type { ImportResult } from '../../core/import/import-result.ts';
import type { ImportSettings } from '../../core/import/import-settings.ts';
import { missingLogsRole } from '../../core/import/logs-role.ts';
import { planJobs } from '../../core/import/plan-jobs.ts';
import { readPackageRows, readPart } from '../../core/import/read-package-rows.ts';
import { runImport } from '../../core/import/run-import.ts';
import { selectRows } from '../../core/import/select-rows.ts';
import { isSameRun } from '../../core/journal/run-identity.ts';
import type { RunIdentity, RunRecord } from '../../core/journal/run-store.ts';
import { outcomeDirectory, writeOutcomeFiles } from '../files/outcome-writer.ts';
import type { Command, CommandContext, CommandResult, Progress } from './command.ts';
import { connectPools } from './connect-pools.ts';
import { hashManifest, openImportPackage, readImportHeader } from './import-package.ts';
import { connectLedger, createImportJobPorts } from './import-ports.ts';
import { type ImportPlan, planBlocks, planJson, resultBlocks } from './import-report.ts';
import { createSelectionPorts, withoutCounting } from './import-selection.ts';
import { listUsersOf } from './list-users-of.ts';

export const importCommand: Command = {
  name: 'import',
  summary: 'Imports a package into the target pool and tells what became of every row.',
  description:
    'Checks the package, compares it with both pools as they are now, and leaves out whoever is gone, disabled, changed or ' +
    'there already. Then it runs import jobs, one at a time, reads their logs and looks at the target, so that every row ' +
    'ends as imported, already there or failed with a reason. Without --execute it stops after its plan.',
  arguments: [{ name: 'package', description: 'Directory that "poolferry export" wrote.', required: true }],
  options: [
    {
      flags: '--password-hashing-algorithm <name>',
      description: 'For files with a password_hash column. Not built yet: refused.',
    },
    { flags: '--retry <run>', description: "Import a run's failed rows again. Not built yet: refused." },
  ],
  examples: [
    { command: 'poolferry import package', explains: 'Shows who would be imported, and who not and why.' },
    {
      command: 'poolferry import package --execute',
      explains: 'Imports. Interrupted, the same command continues; finished, it says so again.',
    },
  ],
  writesToAws: true,
  needs: ['source', 'target'],
  async run(context) {
    refuseWhatIsNotBuilt(context);
    const directory = String(context.arguments.package);
    const reader = await openImportPackage(resolve(context.workingDirectory, directory));
    const pools = await connectPools(context, ['source', 'target']);
    const { source, target } = pools;
    const users = context.config.users;
    assertPackageFits(reader.manifest, {
      source: source.profile,
      target: target.profile,
      header: await readImportHeader(target, context.signal),
      users,
    });
    const { logsRoleArn } = context.config.import;
    if (logsRoleArn === undefined) {
      throw missingLogsRole({ ...target, userPoolId: target.profile.userPoolId });
    }

    const identity = toIdentity(reader, context);
    const known = (await context.runs.list()).runs.find((run) => isSameRun(run.identity, identity));
    if (known?.state === 'finished') return reportFinished(known, directory, context);

    const read = await readPackageRows(reader, target.profile);
    const settings: ImportSettings = {
      target: target.profile,
      headerLine: encodeRow(reader.manifest.header).slice(0, -1),
      rows: read.rows,
      previousSub: users.previousSub,
      canaryRows: context.config.import.canaryRows,
    };
    const jobs = createImportJobPorts(target, logsRoleArn, context);
    const ledger = await connectLedger(target, context);
    const selectionPorts = (progress: Progress) =>
      createSelectionPorts({ source, target, reader, read, ledger, runId: known?.id }, context, progress);

    const before = await readProgress(known, context);
    const selection = await context.progress(
      'Comparing with both pools',
      (progress) => selectRows(settings, before, selectionPorts(progress)),
      { unit: 'users', total: source.profile.estimatedUsers + target.profile.estimatedUsers },
    );
    const madeAtMs = context.clock.monotonicMs();
    const existingJobs = await jobs.list();
    const plan: ImportPlan = {
      directory,
      rows: settings.rows.size,
      selection,
      settled: before.outcomes.size,
      jobs: planJobs(selection.send, { canaryRows: settings.canaryRows, progress: before }),
      existingJobs: existingJobs.length,
      otherJobId: existingJobs.find((job) => isActive(job) && !isOfRun(job.jobId, before))?.jobId,
      ledgerTable: context.config.ledger?.tableName,
      isComplete: reader.manifest.complete,
      unfinishedRunId: known?.id,
    };
    if ((await context.consent(planBlocks(plan))) === 'planned') {
      return { exitCode: 0, json: { plan: planJson(plan) }, summary: [] };
    }

    const run = await context.runs.open(identity, 'report');
    try {
      if (run.record.state === 'finished') return reportFinished(run.record, directory, context);
      const result = await context.progress(
        'Importing',
        (progress) =>
          runImport(
            settings,
            { selection, madeAtMs, jobs: before.jobs.size },
            (log) => selectRows(settings, log.progress, selectionPorts(withoutCounting(progress))),
            {
              listTargetUsers: () => listUsersOf(target, context),
              jobs,
              ledger,
              readPart: (part) => readPart(reader, part),
              writeOutcome: (files) => writeOutcomeFiles(outcomePath(directory, context), files),
              run,
              clock: context.clock,
              signal: context.signal,
              note: (what) => progress.note(what),
              advance: (rows) => progress.advance(rows),
            },
          ),
        { unit: 'rows', total: settings.rows.size - before.outcomes.size },
      );
      return report(result, directory, false, context);
    } finally {
      await run.close();
    }
  },
};

const refuseWhatIsNotBuilt = ({ options }: CommandContext) => {
  for (const [name, flag] of [
    ['passwordHashingAlgorithm', '--password-hashing-algorithm'],
    ['retry', '--retry'],
  ] as const) {
    if (options[name] !== undefined) {
      throw new RefusedError(`${flag} is not built yet.`, {
        code: 'not-built-yet',
        hint: 'Nothing was imported. Run it without that option.',
      });
    }
  }
};

const toIdentity = (reader: PackageReader, { config }: CommandContext): RunIdentity => ({
  command: 'import',
  ...(config.source === undefined ? {} : { sourceUserPoolId: config.source.userPoolId }),
  ...(config.target === undefined ? {} : { targetUserPoolId: config.target.userPoolId }),
  inputHashes: { package: hashManifest(reader) },
  options: {},
});

const nothingYet: ImportProgress = { jobs: new Map(), outcomes: new Map() };

const readProgress = async (known: RunRecord | undefined, { runs }: CommandContext): Promise<ImportProgress> => {
  if (known === undefined) return nothingYet;
  const run = await runs.openById(known.id);
  try {
    return (await openImportLog(run.journal('import'))).progress;
  } finally {
    await run.close();
  }
};

const isOfRun = (jobId: string, { jobs }: ImportProgress) => [...jobs.values()].some((job) => job.jobId === jobId);

const outcomePath = (directory: string, { workingDirectory }: CommandContext) =>
  outcomeDirectory(resolve(workingDirectory, directory));

const reportFinished = ({ result }: RunRecord, directory: string, context: CommandContext): CommandResult =>
  report(result as ImportResult, directory, true, context);

const report = (
  result: ImportResult,
  directory: string,
  ranBefore: boolean,
  { config }: CommandContext,
): CommandResult => {
  const { failed } = result.counts;
  const isAlarming = result.alarm.strangers.length + result.alarm.unexplainedImports > 0;
  return {
    exitCode: failed > 0 || isAlarming ? 3 : 0,
    json: { ...result, ranBefore, outcomeDirectory: outcomeDirectory(directory) },
    summary: resultBlocks(result, {
      directory,
      outcomeDirectory: outcomeDirectory(directory),
      ledgerTable: config.ledger?.tableName,
      ranBefore,
    }),
  };
};
