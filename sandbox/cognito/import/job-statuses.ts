import type { ImportJob, ImportJobStatus } from './import-job.ts';

const ACTIVE: readonly ImportJobStatus[] = ['Pending', 'InProgress', 'Stopping'];

/** Whether the job holds the account's one place for a running import. */
export const isJobActive = (job: ImportJob): boolean => ACTIVE.includes(job.status);

/** Whether nothing happens to the job any more. */
export const isJobOver = (job: ImportJob): boolean => job.status !== 'Created' && !isJobActive(job);

export const setJobStatus = (job: ImportJob, status: ImportJobStatus, nowMs: number): void => {
  job.status = status;
  job.statusSinceMs = nowMs;
  job.pollsInStatus = 0;
};
