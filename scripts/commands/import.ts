import { isAbsolute, relative, resolve } from 'node:path';
import { encodeRow } from '../../core/csv/encode-row.ts';
import { RefusedError } from '../../core/errors.ts';
import { assertPackageFits } from '../../core/import/assert-package-fits.ts';
import { isActive } from '../../core/import/import-job.ts';
import { countOwedDisabling, type ImportProgress, openImportLog } from '../../core/import/import-journal.ts';
import type { OutcomeFiles } from '../../core/import/import-ports.ts';
import type { ImportSettings } from '../../core/import/import-settings.ts';
import { missingLogsRole } from '../../core/import/logs-role.ts';
import { outcomeFiles } from '../../core/import/outcome-files.ts';
import { planJobs } from '../../core/import/plan-jobs.ts';
import { readPackageRows, readPart } from '../../core/import/read-package-rows.ts';
import { runImport } from '../../core/import/run-import.ts';
import { selectRows } from '../../core/import/select-rows.ts';
import { isSameRun } from '../../core/journal/run-identity.ts';
import type { RunIdentity, RunRecord } from '../../core/journal/run-store.ts';
import { outcomeDirectory, writeOutcomeFiles } from '../files/outcome-writer.ts';
import type { Command, CommandContext, Progress } from './command.ts';
import { connectPools } from './connect-pools.ts';
import { disablingOf } from './disabling-of.ts';
import { importColumnsOf } from './import-columns-of.ts';
import { hashManifest, openImportPackage } from './import-package.ts';
import { type ImportPlan, owedDisablingBlocks, planBlocks, planJson, stillEnabled } from './import-plan.ts';
import { connectLedger, createImportJobPorts } from './import-ports.ts';
import { type ReportPlace, reportImport } from './import-report.ts';
import { findRetriedRun, listImportRuns, ofPackage, readProgress } from './import-runs.ts';
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
    {
      flags: '--retry <run>',
      description: 'Send the failed rows of a finished run again, as they are; for when the target was put right.',
    },
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
      header: await importColumnsOf(target, context),
      users,
    });
    const { logsRoleArn } = context.config.import;
    if (logsRoleArn === undefined) {
      throw missingLogsRole({ ...target, userPoolId: target.profile.userPoolId });
    }

    const packageHash = hashManifest(reader);
    const imports = await listImportRuns(context.runs, target.profile.userPoolId);
    const identity = toIdentity(packageHash, findRetried(imports, packageHash, context), context);
    const known = imports.find((run) => isSameRun(run.identity, identity));

    const read = await readPackageRows(reader, target.profile);
    const settings: ImportSettings = {
      target: target.profile,
      headerLine: encodeRow(reader.manifest.header).slice(0, -1),
      rows: read.rows,
      previousSub: users.previousSub,
      canaryRows: context.config.import.canaryRows,
    };
    const place: ReportPlace = {
      directory,
      outcomeDirectory: shownOutcomeDirectory(directory, context),
      ledgerTable: context.config.ledger?.tableName,
    };
    const readRows = (part: number) => readPart(reader, part);
    const write = (files: OutcomeFiles) => writeOutcomeFiles(outcomePath(directory, context), files);
    if (known?.state === 'finished') {
      // What it came to is the newest word, and may have been asked for beside another copy of the package.
      const last = ofPackage(imports, packageHash).find(({ state }) => state === 'finished') ?? known;
      const { outcomes } = await readProgress(last, context.runs);
      await write(outcomeFiles(outcomes, settings, { readPart: readRows }));
      return reportImport(last, true, place);
    }

    const otherRuns = imports.filter(({ id }) => id !== known?.id);
    const jobs = createImportJobPorts(target, logsRoleArn, context);
    const ledger = await connectLedger(target, context);
    const selectionPorts = (progress: Progress) =>
      createSelectionPorts({ source, target, reader, read, ledger, otherRuns }, context, progress);

    const before = await readProgress(known, context.runs);
    const look = async () => {
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
        ledgerTable: place.ledgerTable,
        isComplete: reader.manifest.complete,
        unfinishedRunId: known?.id,
        otherUnfinishedRunIds: otherRuns.filter(({ state }) => state === 'running').map(({ id }) => id),
      };
      return { plan, planned: { selection, madeAtMs, jobs: before.jobs.size } };
    };
    // Looking at large pools takes minutes, in which users would stay enabled whom the source disabled.
    const owedDisabling = countOwedDisabling(before);
    const looked = owedDisabling === 0 ? await look() : undefined;
    const shown =
      looked === undefined
        ? { blocks: owedDisablingBlocks(known?.id, owedDisabling), json: { underWay: owedDisabling } }
        : { blocks: planBlocks(looked.plan), json: planJson(looked.plan) };
    if ((await context.consent(shown.blocks)) === 'planned') {
      return { exitCode: 0, json: { plan: shown.json }, summary: [] };
    }

    const run = await context.runs.open(identity, 'report');
    try {
      if (run.record.state === 'finished') return reportImport(run.record, true, place);
      await context.progress(
        'Importing',
        (progress) =>
          runImport(
            settings,
            looked?.planned,
            (log) => selectRows(settings, log.progress, selectionPorts(withoutCounting(progress))),
            {
              listTargetUsers: () => listUsersOf(target, context),
              jobs,
              ledger,
              disabling: disablingOf(target, context),
              readPart: readRows,
              writeOutcome: write,
              run,
              clock: context.clock,
              signal: context.signal,
              note: (what) => progress.note(what),
              advance: (rows) => progress.advance(rows),
            },
          ),
        { unit: 'rows', total: settings.rows.size - before.outcomes.size },
      );
      return reportImport(run.record, false, place);
    } catch (error) {
      const owed = await openImportLog(run.journal('import')).then(
        ({ progress }) => countOwedDisabling(progress),
        () => 0,
      );
      if (owed > 0) context.warn(stillEnabled(owed));
      throw error;
    } finally {
      await run.close();
    }
  },
};

const refuseWhatIsNotBuilt = ({ options }: CommandContext) => {
  if (options.passwordHashingAlgorithm === undefined) return;
  throw new RefusedError('--password-hashing-algorithm is not built yet.', {
    code: 'not-built-yet',
    hint: 'Nothing was imported. Run it without that option.',
  });
};

const findRetried = (imports: readonly RunRecord[], packageHash: string, { options }: CommandContext) =>
  options.retry === undefined ? undefined : findRetriedRun(String(options.retry), imports, packageHash).id;

const toIdentity = (packageHash: string, retry: string | undefined, { config }: CommandContext): RunIdentity => ({
  command: 'import',
  ...(config.source === undefined ? {} : { sourceUserPoolId: config.source.userPoolId }),
  ...(config.target === undefined ? {} : { targetUserPoolId: config.target.userPoolId }),
  inputHashes: { package: packageHash },
  options: retry === undefined ? {} : { retry },
});

const isOfRun = (jobId: string, { jobs }: ImportProgress) => [...jobs.values()].some((job) => job.jobId === jobId);

const outcomePath = (directory: string, { workingDirectory }: CommandContext) =>
  outcomeDirectory(resolve(workingDirectory, directory));

/** As it is best read from where the command was given. */
const shownOutcomeDirectory = (directory: string, context: CommandContext) =>
  isAbsolute(directory)
    ? outcomeDirectory(directory)
    : relative(context.workingDirectory, outcomePath(directory, context));
