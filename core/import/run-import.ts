import { PoolferryError } from '../errors.ts';
import { startJob } from './drive-job.ts';
import { type ImportLog, inRecords, type JobProgress, openImportLog, openJob } from './import-journal.ts';
import type { ImportPorts } from './import-ports.ts';
import { type ImportResult, summarizeImport } from './import-result.ts';
import type { ImportSettings } from './import-settings.ts';
import { outcomeFiles } from './outcome-files.ts';
import { planJobs } from './plan-jobs.ts';
import type { RowOutcome } from './row-outcome.ts';
import type { Selection } from './select-rows.ts';
import { type EndedJob, seeThrough, sendJob } from './send-job.ts';
import { settleJob } from './settle-job.ts';

/** What the operator agreed to, and how many jobs the run had then. */
export type PlannedImport = { readonly selection: Selection; readonly jobs: number };

/** Looks at both pools again and says which rows are still to be sent. */
export type Select = (log: ImportLog) => Promise<Selection>;

/**
 * Carries a package into the target, one job at a time, until every row has an outcome. May be stopped anywhere: called again
 * with the same run it first settles the job that was under way. `planned` holds unless a job
 * went on since.
 */
export const runImport = async (
  settings: ImportSettings,
  planned: PlannedImport,
  select: Select,
  ports: ImportPorts,
): Promise<ImportResult> => {
  const log = await openImportLog(ports.run.journal('import'));
  const settle = async (job: EndedJob) => {
    const before = log.progress.outcomes.size;
    const settled = await settleJob(job, log, settings, ports);
    ports.advance(log.progress.outcomes.size - before);
    await publish(log, settings, ports);
    return settled.notProcessed;
  };

  const wasOpen = await finishOpenJob(log, settle, ports);
  const selection = wasOpen || log.progress.jobs.size !== planned.jobs ? await select(log) : planned.selection;
  await recordLeftOut(selection.leftOut, log, ports);
  for (const job of planJobs(selection.send, { canaryRows: settings.canaryRows, progress: log.progress })) {
    const ended = await sendJob(job, log, settings, ports);
    if (ended === undefined) continue;
    const notProcessed = await settle(ended);
    if (notProcessed > 0) throw new JobCutShort(ended, notProcessed);
    assertCanaryLives(ended, log);
  }

  await publish(log, settings, ports);
  const result = summarizeImport(settings, log.progress);
  await ports.run.finish(result);
  return result;
};

/** Sees through what an earlier process of this run began. Returns whether there was such a job. */
const finishOpenJob = async (
  log: ImportLog,
  settle: (job: EndedJob) => Promise<number>,
  ports: ImportPorts,
): Promise<boolean> => {
  const open = openJob(log.progress);
  if (open === undefined) return false;
  const ended = await endOf(open, log, ports);
  if (ended === undefined) {
    await log.append({ type: 'job-settled', job: open.job });
    return true;
  }
  const notProcessed = await settle(ended);
  if (notProcessed > 0 && ended.end.status !== 'Expired') throw new JobCutShort(ended, notProcessed);
  return true;
};

/** Undefined for a job that never ran, and never will. */
const endOf = async (open: JobProgress, log: ImportLog, ports: ImportPorts): Promise<EndedJob | undefined> => {
  const { job, jobId, isStarting, end } = open;
  if (jobId === undefined || !isStarting) return undefined;
  if (end !== undefined) return { ...open, jobId, end };
  // The start may or may not have arrived. Starting the same job again is safe; making another one might not be.
  const { status } = await ports.jobs.describe(jobId);
  if (status === 'Created' && (await startJob(jobId, ports)) === 'not-accepted') return undefined;
  return seeThrough(job, jobId, log, ports);
};

const recordLeftOut = async (leftOut: readonly RowOutcome[], log: ImportLog, { ledger, run, advance }: ImportPorts) => {
  if (leftOut.length === 0) return;
  const claimedBefore = new Set([...log.progress.jobs.values()].flatMap((job) => job.subs));
  for (const { sub, outcome } of leftOut) {
    if (outcome === 'failed' && claimedBefore.has(sub)) await ledger?.release(sub, run.id);
  }
  await log.append(...inRecords(leftOut, (rows) => ({ type: 'outcomes', rows }) as const));
  advance(leftOut.length);
};

const publish = (log: ImportLog, settings: ImportSettings, ports: ImportPorts) =>
  ports.writeOutcome(outcomeFiles(log.progress.outcomes, settings, ports));

/** A canary that mostly failed says that the rest would, too. */
const assertCanaryLives = ({ kind, jobId, subs }: EndedJob, { progress }: ImportLog) => {
  if (kind !== 'canary') return;
  const failed = subs.filter((sub) => progress.outcomes.get(sub)?.outcome === 'failed').length;
  if (failed * 2 < subs.length) return;
  throw new PoolferryError(`${failed} of the ${subs.length} rows that went first failed (job ${jobId}).`, {
    code: 'canary-failed',
    hint: 'See why in outcome.jsonl. Run the same command again to send the rest all the same.',
  });
};

class JobCutShort extends PoolferryError {
  constructor({ jobId, end }: EndedJob, notProcessed: number) {
    const words = end.completionMessage === undefined ? '' : ` "${end.completionMessage.slice(0, 128)}"`;
    super(`Import job ${jobId} ended as ${end.status}${words} before it came to ${notProcessed} rows.`, {
      code: 'import-job-cut-short',
      hint: 'See outcome.jsonl for the rows it did come to. Run the same command again to send the others.',
    });
  }
}
