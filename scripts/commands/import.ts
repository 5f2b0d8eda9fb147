import { lstat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { RefusedError } from '../../core/errors.ts';
import { isActive } from '../../core/import/import-job.ts';
import { countOwedDisabling, type ImportProgress, openImportLog } from '../../core/import/import-journal.ts';
import type { OutcomeFiles } from '../../core/import/import-ports.ts';
import { missingLogsRole } from '../../core/import/logs-role.ts';
import { outcomeFiles } from '../../core/import/outcome-files.ts';
import { planJobs } from '../../core/import/plan-jobs.ts';
import { runImport } from '../../core/import/run-import.ts';
import { type PasswordHashingAlgorithm, passwordHashingAlgorithms } from '../../core/import-csv/password-hash.ts';
import { isSameRun } from '../../core/journal/run-identity.ts';
import type { RunIdentity, RunRecord } from '../../core/journal/run-store.ts';
import { outcomeDirectory, writeOutcomeFiles } from '../files/outcome-writer.ts';
import type { Command, CommandContext } from './command.ts';
import { disablingOf } from './disabling-of.ts';
import { openImportCsv } from './import-csv.ts';
import type { ImportInput } from './import-input.ts';
import { openImportPackage } from './import-package.ts';
import { type ImportPlan, owedDisablingBlocks, planBlocks, planJson, stillEnabled } from './import-plan.ts';
import { createImportJobPorts } from './import-ports.ts';
import { type ReportPlace, reportImport } from './import-report.ts';
import { findRetriedRun, listImportRuns, ofInput, readProgress } from './import-runs.ts';
import { withoutCounting } from './import-selection.ts';
import { listUsersOf } from './list-users-of.ts';
import { afterUndo, isUndone, listUndos, wasTakenBack } from './undone-imports.ts';

const parseAlgorithm = (value: string): PasswordHashingAlgorithm => {
  const algorithm = passwordHashingAlgorithms.find((each) => each === value);
  if (algorithm === undefined) throw new Error(`is one of ${passwordHashingAlgorithms.join(', ')}`);
  return algorithm;
};

export const importCommand: Command = {
  name: 'import',
  summary: 'Imports a package or a CSV file into the target pool and tells what became of every row.',
  description:
    'Checks the package, compares it with both pools as they are now, leaves out whoever is gone, disabled, changed or ' +
    'there already, and tells who is in the source and not in the package. Then it runs import jobs, one at a time, reads their logs and looks at the target, so that every row ' +
    "ends as imported, already there or failed with a reason. A CSV file in Cognito's format that others made is checked " +
    'first, with every problem by line; it needs no source pool, proves nothing about who its users were before, and so ' +
    'has no part in the ledger and the map. Without --execute it stops after its plan. It ends with exit code 3 when rows failed, ' +
    'when users appeared whom no row explains, or when the export missed users.',
  arguments: [
    { name: 'input', description: 'Directory that "poolferry export" wrote, or a CSV file.', required: true },
  ],
  options: [
    {
      flags: '--password-hashing-algorithm <name>',
      description: `What made the hashes in the password_hash column of a CSV file: ${passwordHashingAlgorithms.join(', ')}. For users of other systems: no Cognito pool gives its hashes out.`,
      parse: parseAlgorithm,
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
    {
      command: 'poolferry import users.csv --password-hashing-algorithm BCRYPT',
      explains: 'Checks a file that others made, line by line, and shows who would be imported with their password.',
    },
  ],
  writesToAws: true,
  needs: ['target'],
  async run(context) {
    const path = String(context.arguments.input);
    const input = await ((await isFile(path, context)) ? openImportCsv : openImportPackage)(path, context);
    const { target, settings, readPart } = input;
    const { logsRoleArn } = context.config.import;
    if (logsRoleArn === undefined) {
      throw missingLogsRole({ ...target, userPoolId: target.profile.userPoolId });
    }

    const imports = await listImportRuns(context.runs, target.profile.userPoolId);
    const undos = await listUndos(context.runs);
    const retried = findRetried(imports, input.sha256, context);
    const identity = afterUndo(toIdentity(input, retried?.id, context), imports, undos);
    const known = imports.find((run) => isSameRun(run.identity, identity));
    // What began before may have to be finished, so that it can be taken back, too.
    if (retried !== undefined && known?.state !== 'running' && isUndone(retried, undos)) throw wasTakenBack(retried);

    const place: ReportPlace = {
      path,
      isCsv: input.csv !== undefined,
      outcomeDirectory: shownOutcomeDirectory(path, context),
      ledgerTable: input.ledgerTable,
    };
    const write = (files: OutcomeFiles) => writeOutcomeFiles(outcomePath(path, context), files);
    if (known?.state === 'finished') {
      // What it came to is the newest word, and may have been asked for beside another copy of the input.
      const last = ofInput(imports, input.sha256).find((run) => run.state === 'finished' && !isUndone(run, undos));
      const { outcomes } = await readProgress(last ?? known, context.runs);
      await write(outcomeFiles(outcomes, settings, { readPart }));
      return reportImport(last ?? known, true, place);
    }

    const otherRuns = imports.filter(({ id }) => id !== known?.id);
    const jobs = createImportJobPorts(target, { logsRoleArn, passwordHashingAlgorithm: input.csv?.algorithm }, context);

    const ledger = await input.openLedger();
    const others = { runs: otherRuns, ledger };
    const before = await readProgress(known, context.runs);
    const look = async () => {
      const selection = await context.progress(
        input.csv === undefined ? 'Comparing with both pools' : 'Comparing with the target',
        (progress) => input.select(before, others, progress),
        { unit: 'users', total: input.estimatedUsers },
      );
      const madeAtMs = context.clock.monotonicMs();
      const existingJobs = await jobs.list();
      const plan: ImportPlan = {
        path,
        csv: input.csv,
        hasLedger: context.config.ledger !== undefined,
        rows: settings.rows.size,
        selection,
        settled: before.outcomes.size,
        jobs: planJobs(selection.send, { canaryRows: settings.canaryRows, progress: before }),
        existingJobs: existingJobs.length,
        otherJobId: existingJobs.find((job) => isActive(job) && !isOfRun(job.jobId, before))?.jobId,
        ledgerTable: place.ledgerTable,
        isComplete: input.isComplete,
        unfinishedRunId: known?.id,
        otherUnfinishedRunIds: otherRuns
          .filter((run) => run.state === 'running' && !isUndone(run, undos))
          .map(({ id }) => id),
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
          runImport(settings, looked?.planned, (log) => input.select(log.progress, others, withoutCounting(progress)), {
            listTargetUsers: () => listUsersOf(target, context),
            jobs,
            ledger,
            disabling: disablingOf(target, context),
            readPart,
            writeOutcome: write,
            run,
            clock: context.clock,
            signal: context.signal,
            note: (what) => progress.note(what),
            advance: (rows) => progress.advance(rows),
          }),
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

const findRetried = (imports: readonly RunRecord[], sha256: string, { options }: CommandContext) =>
  options.retry === undefined ? undefined : findRetriedRun(String(options.retry), imports, sha256);

const toIdentity = ({ identity }: ImportInput, retry: string | undefined, { config }: CommandContext): RunIdentity => ({
  command: 'import',
  ...identity,
  ...(config.target === undefined ? {} : { targetUserPoolId: config.target.userPoolId }),
  options: { ...identity.options, ...(retry === undefined ? {} : { retry }) },
});

const isFile = async (path: string, { workingDirectory }: CommandContext): Promise<boolean> => {
  // A link is not followed: what it leads to may be changed by others.
  const found = await lstat(resolve(workingDirectory, path)).catch(() => undefined);
  if (found?.isFile() || found?.isDirectory()) return found.isFile();
  throw new RefusedError(`"${path}" is neither a directory nor a file.`, {
    code: 'input-not-found',
    hint: 'Name the directory that poolferry export --out wrote, or a CSV file.',
  });
};

const isOfRun = (jobId: string, { jobs }: ImportProgress) => [...jobs.values()].some((job) => job.jobId === jobId);

const outcomePath = (path: string, { workingDirectory }: CommandContext) =>
  outcomeDirectory(resolve(workingDirectory, path));

/** As it is best read from where the command was given. */
const shownOutcomeDirectory = (path: string, context: CommandContext) =>
  isAbsolute(path) ? outcomeDirectory(path) : relative(context.workingDirectory, outcomePath(path, context));
