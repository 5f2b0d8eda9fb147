import type { ImportJob, ImportJobStatus } from '../state/import-job.ts';

const ACTIVE: readonly ImportJobStatus[] = ['Pending', 'InProgress', 'Stopping'];

/** Whether the job holds the account's one place for a running import. */
export const isJobActive = (job: ImportJob): boolean => ACTIVE.includes(job.status);

export const setJobStatus = (job: ImportJob, status: ImportJobStatus, nowMs: number): void => {
  job.status = status;
  job.statusSinceMs = nowMs;
  job.pollsInStatus = 0;
};
