import { PoolferryError } from '../errors.ts';
import { claimRows } from './claim-rows.ts';
import { createJob, startJob, watchJob } from './drive-job.ts';
import { patience } from './import-job-patience.ts';
import { type ImportLog, inRecords, type JobEnd, type JobProgress } from './import-journal.ts';
import type { ImportPorts } from './import-ports.ts';
import type { ImportSettings } from './import-settings.ts';
import { jobWindow } from './job-window.ts';
import type { PackageRow } from './package-row.ts';
import type { PlannedJob } from './plan-jobs.ts';

export type EndedJob = JobProgress & { readonly jobId: string; readonly end: JobEnd };

const attempts = 3;

/**
 * Claims the rows of a job, uploads them and sees the job through. Returns undefined when no row was left to send. A job whose
 * upload or start does not come about is left behind unstarted and another one made, so that no file is imported twice.
 */
export const sendJob = async (
  { kind, part, rows }: PlannedJob,
  log: ImportLog,
  settings: ImportSettings,
  ports: ImportPorts,
): Promise<EndedJob | undefined> => {
  const job = 1 + Math.max(0, ...log.progress.jobs.keys());
  const subs = rows.map((row) => row.sub);
  await log.append(...inRecords(subs, (some) => ({ type: 'job-rows', job, kind, part, subs: some }) as const));
  const denied = await claimRows(rows, ports);
  if (denied.length > 0) await log.append(...inRecords(denied, (some) => ({ type: 'outcomes', rows: some }) as const));
  const deniedSubs = new Set(denied.map((row) => row.sub));
  const sent = rows.filter((row) => !deniedSubs.has(row.sub));
  if (sent.length === 0) {
    await log.append({ type: 'job-settled', job });
    return undefined;
  }

  const file = await buildFile(sent, part, settings, ports);
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const jobName = `poolferry-${ports.run.id}-${job}`.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 128);
    const { jobId, uploadUrl } = await createJob(jobName, ports);
    await log.append({ type: 'job-created', job, jobId, jobName });
    ports.note(`uploading ${sent.length} rows`);
    if ((await ports.jobs.upload(uploadUrl, file)) === 'refused') continue;
    await log.append({ type: 'job-starting', job });
    if ((await startJob(jobId, ports)) === 'started') return seeThrough(job, jobId, log, ports);
  }
  throw new PoolferryError(`Cognito took none of ${attempts} uploads of the same file.`, {
    code: 'upload-not-taken',
    hint: 'Nobody of this file was imported. Run the same command again to continue.',
  });
};

/** Watches a job that may be running to its end. */
export const seeThrough = async (job: number, jobId: string, log: ImportLog, ports: ImportPorts): Promise<EndedJob> => {
  const isOfDisabled = log.progress.jobs.get(job)?.kind === 'disabled';
  const longestPauseMs = isOfDisabled ? patience.longestPauseForDisabledMs : patience.longestPauseMs;
  const { job: ended, endedSeenAtMs } = await watchJob(jobId, longestPauseMs, ports);
  const { status, importedUsers, skippedUsers, failedUsers, completionMessage } = ended;
  const end: JobEnd = {
    status,
    importedUsers,
    skippedUsers,
    failedUsers,
    ...(completionMessage === undefined ? {} : { completionMessage }),
    window: jobWindow(ended, endedSeenAtMs),
  };
  await log.append({ type: 'job-ended', job, end });
  return { ...(log.progress.jobs.get(job) as JobProgress), jobId, end };
};

/** Lines go into the file as they stand in the package, which was checked; only whole rows are left out. */
const buildFile = async (
  rows: readonly PackageRow[],
  part: number,
  { headerLine }: ImportSettings,
  { readPart }: ImportPorts,
): Promise<Uint8Array> => {
  const wanted = new Set(rows.map((row) => row.row));
  const pieces = [Buffer.from(`${headerLine}\n`)];
  let taken = 0;
  for await (const { row, line } of readPart(part)) {
    if (!wanted.has(row)) continue;
    pieces.push(Buffer.from(`${line}\n`));
    taken += 1;
  }
  if (taken !== rows.length) {
    throw new PoolferryError(`Part ${part} of the package holds ${taken} of ${rows.length} rows to send.`, {
      code: 'package-changed',
      hint: 'The package was changed while it was imported; export again into a new directory.',
    });
  }
  return Buffer.concat(pieces);
};
