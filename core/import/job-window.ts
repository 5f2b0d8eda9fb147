import type { ImportJob } from './import-job.ts';

/** The time in which an import job may have made users, by AWS's own clock. */
export type JobWindow = { readonly fromMs: number; readonly toMs: number };

/** Dates of jobs and users may be rounded to the second, and a job's last user may be dated after its completion. */
const roundingMs = 1_000;
const afterCompletionMs = 60_000;

export const jobWindow = (job: ImportJob, endedSeenAtMs: number): JobWindow => ({
  fromMs: (job.startedAtMs ?? job.createdAtMs) - roundingMs,
  toMs: (job.completedAtMs ?? endedSeenAtMs) + afterCompletionMs,
});

export const isInside = (createdAtMs: number, window: JobWindow): boolean =>
  createdAtMs >= window.fromMs && createdAtMs <= window.toMs;
