import { PoolferryError } from '../errors.ts';
import { type ImportJob, isActive, isOver, maxImportJobsPerPool } from './import-job.ts';
import { patience, pauses } from './import-job-patience.ts';
import type { ImportPorts } from './import-ports.ts';

type JobPorts = Pick<ImportPorts, 'jobs' | 'clock' | 'signal' | 'note'>;

/** Waits until no other job of the pool is active. Jobs of other people are never stopped. */
export const waitForOtherJobs = async ({ jobs, clock, signal, note }: JobPorts): Promise<void> => {
  const pause = pauses(1_000, 60_000);
  const sinceMs = clock.monotonicMs();
  for (let active = (await jobs.list()).find(isActive); active !== undefined; ) {
    if (clock.monotonicMs() - sinceMs > patience.otherJobMs) throw new OtherJobActive(active.jobId);
    note(`waiting for import job ${active.jobId}, which is not ours`);
    await clock.sleep(pause(), signal);
    const again = await jobs.describe(active.jobId);
    active = isActive(again) ? again : (await jobs.list()).find(isActive);
  }
};

/** Makes a job. When Cognito makes no more, either the pool is full for good or another job of the account is active. */
export const createJob = async (jobName: string, ports: JobPorts): Promise<{ jobId: string; uploadUrl: string }> => {
  const { jobs, clock, signal, note } = ports;
  const pause = pauses(5_000, 300_000);
  const sinceMs = clock.monotonicMs();
  for (;;) {
    await waitForOtherJobs(ports);
    const created = await jobs.create(jobName);
    if (typeof created !== 'string') return created;
    if (created === 'limit' && (await jobs.list()).length >= maxImportJobsPerPool) throw new TooManyJobs();
    if (clock.monotonicMs() - sinceMs > patience.otherJobMs) throw new OtherJobActive(undefined);
    note('Cognito makes no import job now; perhaps another pool of the account imports');
    await clock.sleep(pause(), signal);
  }
};

/**
 * Starts a job whose file was uploaded, and waits while Cognito is busy with another one, of whatever pool. `not-accepted`:
 * Cognito never saw the file, or the job expired meanwhile; it did not and will not run. Where it is unclear whether a start
 * arrived, the job itself tells.
 */
export const startJob = async (jobId: string, ports: JobPorts): Promise<'started' | 'not-accepted'> => {
  const { jobs, clock, signal, note } = ports;
  const pause = pauses(500, 30_000);
  const sinceMs = clock.monotonicMs();
  for (;;) {
    const answer = await jobs.start(jobId).catch(async (error: unknown) => {
      if ((await jobs.describe(jobId)).status === 'Created') throw error;
      return 'busy' as const;
    });
    if (answer === 'started') return 'started';
    const { status } = await jobs.describe(jobId);
    if (status === 'Expired') return 'not-accepted';
    if (status !== 'Created') return 'started';
    const waitedMs = clock.monotonicMs() - sinceMs;
    if (answer === 'no-file' && waitedMs > patience.uploadSeenMs) return 'not-accepted';
    if (waitedMs > patience.otherJobMs) throw new OtherJobActive(undefined);
    note(
      answer === 'no-file'
        ? 'waiting for Cognito to see the upload'
        : 'waiting for Cognito to start the job; perhaps another pool of the account imports',
    );
    await clock.sleep(pause(), signal);
  }
};

/** Watches a job until Cognito is done with it. `longestPauseMs`: how long its end may go unnoticed at most. */
export const watchJob = async (
  jobId: string,
  longestPauseMs: number,
  { jobs, clock, signal, note }: JobPorts,
): Promise<{ readonly job: ImportJob; readonly endedSeenAtMs: number }> => {
  const pause = pauses(500, longestPauseMs);
  let state = '';
  let movedAtMs = clock.monotonicMs();
  for (;;) {
    const job = await jobs.describe(jobId);
    if (isOver(job)) return { job, endedSeenAtMs: clock.nowMs() };
    const done = job.importedUsers + job.skippedUsers + job.failedUsers;
    const stateNow = `import job ${job.status}, ${done} rows so far`;
    if (stateNow !== state) movedAtMs = clock.monotonicMs();
    else if (clock.monotonicMs() - movedAtMs > patience.stuckMs) throw new JobStuck(job);
    state = stateNow;
    note(state);
    await clock.sleep(pause(), signal);
  }
};

class TooManyJobs extends PoolferryError {
  constructor() {
    super(`The target has ${maxImportJobsPerPool} import jobs; it keeps them all and takes no more.`, {
      code: 'import-job-limit',
      hint: 'Ask AWS to raise the quota "Number of user import jobs per user pool", then run the same command again.',
    });
  }
}

class JobStuck extends PoolferryError {
  constructor({ jobId, status }: ImportJob) {
    super(`Import job ${jobId} has been ${status} for a day without coming one row further.`, {
      code: 'import-job-stuck',
      hint: 'Ask AWS support about the job, or stop it (aws cognito-idp stop-user-import-job). Then run the same command again to continue.',
    });
  }
}

class OtherJobActive extends PoolferryError {
  constructor(jobId: string | undefined) {
    super(
      jobId === undefined
        ? 'Cognito let no import job of this run begin for a day; perhaps another one of the account is active.'
        : `Another import job of the account, ${jobId}, was active for a day.`,
      { code: 'other-import-job', hint: 'When it has ended, run the same command again to continue.' },
    );
  }
}
