import { PoolferryError } from '../errors.ts';
import { assertCanaryLives } from './canary.ts';
import { describeReasons } from './describe-reasons.ts';
import { startJob, waitForOtherJobs } from './drive-job.ts';
import { patience } from './import-job-patience.ts';
import {
  type ImportLog,
  type ImportProgress,
  inRecords,
  type JobProgress,
  openImportLog,
  openJob,
} from './import-journal.ts';
import type { ImportPorts } from './import-ports.ts';
import { type ImportResult, summarizeImport } from './import-result.ts';
import type { ImportSettings } from './import-settings.ts';
import { outcomeFiles } from './outcome-files.ts';
import { planJobs } from './plan-jobs.ts';
import type { RowOutcome } from './row-outcome.ts';
import type { Selection } from './select-rows.ts';
import { type EndedJob, seeThrough, sendJob } from './send-job.ts';
import { settleJob } from './settle-job.ts';

/** What the operator agreed to. */
export type PlannedImport = {
  readonly selection: Selection;
  /** When the pools were looked at, by the monotonic clock. */
  readonly madeAtMs: number;
  /** How many jobs the run had then. */
  readonly jobs: number;
};

/** Looks at both pools again and says which rows are still to be sent. */
export type Select = (log: ImportLog) => Promise<Selection>;

/**
 * Carries a package into the target, one job at a time, until every row has an outcome. May be stopped anywhere: called again
 * with the same run it first settles the job that was under way. `planned` holds while it is young, unless a job
 * went on since; without it, and before each job when the look is older, the pools are looked at anew.
 */
export const runImport = async (
  settings: ImportSettings,
  planned: PlannedImport | undefined,
  select: Select,
  ports: ImportPorts,
): Promise<ImportResult> => {
  const log = await openImportLog(ports.run.journal('import'));
  const publish = createPublisher(log, settings, ports);
  // Files that cannot be written are found out before anybody is imported.
  await publish();
  const settle = async (job: EndedJob) => {
    const { notProcessed } = await settleJob(job, log, settings, ports);
    await publish();
    if (notProcessed > 0) throw new JobCutShort(job, notProcessed, log.progress);
    assertCanaryLives(job, log.progress);
  };
  const selectNow = async () => {
    const selection = await select(log);
    return { selection, madeAtMs: ports.clock.monotonicMs() };
  };

  const wasOpen = await finishOpenJob(log, settle, ports);
  let look = planned === undefined || wasOpen || log.progress.jobs.size !== planned.jobs ? await selectNow() : planned;
  for (;;) {
    await recordLeftOut(look.selection.leftOut, log, ports);
    const { progress } = log;
    const rest = look.selection.send.filter(({ sub }) => !progress.outcomes.has(sub));
    const [next] = planJobs(rest, { canaryRows: settings.canaryRows, progress });
    if (next === undefined) break;
    await waitForOtherJobs(ports);
    if (ports.clock.monotonicMs() - look.madeAtMs > patience.lookMs) {
      look = await selectNow();
      continue;
    }
    const ended = await sendJob(next, log, settings, ports);
    if (ended !== undefined) await settle(ended);
  }

  await publish();
  const result = summarizeImport(settings, log.progress, look.selection.unlisted);
  await ports.run.finish(result);
  return result;
};

/** Sees through what an earlier process of this run began. Returns whether there was such a job. */
const finishOpenJob = async (
  log: ImportLog,
  settle: (job: EndedJob) => Promise<void>,
  ports: ImportPorts,
): Promise<boolean> => {
  const open = openJob(log.progress);
  if (open === undefined) return false;
  const ended = await endOf(open, log, ports);
  if (ended === undefined) await log.append({ type: 'job-settled', job: open.job });
  else await settle(ended);
  return true;
};

/** Undefined for a job that never ran, and never will. */
const endOf = async (open: JobProgress, log: ImportLog, ports: ImportPorts): Promise<EndedJob | undefined> => {
  const { job, jobId, isStarting, end } = open;
  if (jobId === undefined || !isStarting) return undefined;
  if (end !== undefined) return { ...open, jobId, end };
  const { status, createdAtMs } = await ports.jobs.describe(jobId);
  if (status === 'Expired') return undefined;
  if (status === 'Created') {
    // The start may or may not have arrived. Starting the same job again is safe, making another one might not be; but not
    // when its file has grown old: people may have been disabled since, and a start that is on its way has long arrived.
    if (ports.clock.nowMs() - createdAtMs > patience.unstartedMs) return undefined;
    if ((await startJob(jobId, ports)) === 'not-accepted') return undefined;
  }
  return seeThrough(job, jobId, log, ports);
};

const recordLeftOut = async (left: readonly RowOutcome[], log: ImportLog, { ledger, run }: ImportPorts) => {
  const leftOut = left.filter(({ sub }) => !log.progress.outcomes.has(sub));
  if (leftOut.length === 0) return;
  const claimedBefore = new Set([...log.progress.jobs.values()].flatMap((job) => job.subs));
  for (const { sub, outcome } of leftOut) {
    if (outcome === 'failed' && claimedBefore.has(sub)) await ledger?.release(sub, run.id);
  }
  await log.append(...inRecords(leftOut, (rows) => ({ type: 'outcomes', rows }) as const));
};

/** Writes the outcome of every row so far, and tells how many are new. */
const createPublisher = (log: ImportLog, settings: ImportSettings, ports: ImportPorts) => {
  const { outcomes } = log.progress;
  let told = outcomes.size;
  return async () => {
    await ports.writeOutcome(outcomeFiles(outcomes, settings, ports));
    ports.advance(outcomes.size - told);
    told = outcomes.size;
  };
};

class JobCutShort extends PoolferryError {
  constructor({ jobId, end, subs }: EndedJob, notProcessed: number, progress: ImportProgress) {
    const words = end.completionMessage === undefined ? '' : ` "${end.completionMessage.slice(0, 128)}"`;
    const cameToNone = end.importedUsers + end.skippedUsers + end.failedUsers === 0;
    const { lines, remedy } = describeReasons({ subs }, progress);
    super(
      [`Import job ${jobId} ended as ${end.status}${words} before it came to ${notProcessed} rows.`, ...lines].join(
        '\n',
      ),
      {
        code: 'import-job-cut-short',
        hint: cameToNone && end.status === 'Failed' ? roleOrFile : `${remedy} ${goOn}`.trim(),
      },
    );
  }
}

const roleOrFile =
  'A whole job fails when Cognito cannot assume the role in "import.logsRoleArn" or write its log with it: check its trust and its permissions. Then run the same command again to send these rows.';
const goOn = 'See outcome.jsonl for the rows it did come to. Run the same command again to send the others.';
