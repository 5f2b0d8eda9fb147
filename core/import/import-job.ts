/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserImportJobType.html, read 2026-11-20. */
export type ImportJobStatus =
  | 'Created'
  | 'Pending'
  | 'InProgress'
  | 'Stopping'
  | 'Stopped'
  | 'Succeeded'
  | 'Failed'
  | 'Expired';

/** An import job as Cognito describes it. The counts of a job that succeeded may still contain failed users. */
export type ImportJob = {
  readonly jobId: string;
  readonly jobName: string;
  readonly status: ImportJobStatus | (string & {});
  readonly createdAtMs: number;
  readonly startedAtMs?: number;
  readonly completedAtMs?: number;
  readonly importedUsers: number;
  readonly skippedUsers: number;
  readonly failedUsers: number;
  readonly completionMessage?: string;
};

/** Jobs are kept for ever and cannot be deleted. https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html, read 2026-11-20. */
export const maxImportJobsPerPool = 1000;

const overStatuses: ReadonlySet<string> = new Set(['Stopped', 'Succeeded', 'Failed', 'Expired']);

/** A status that is not known counts as not over: the job is watched further. */
export const isOver = (job: Pick<ImportJob, 'status'>): boolean => overStatuses.has(job.status);

/** Whether the job takes the account's one place for active jobs. A job that was only created does not. */
export const isActive = (job: Pick<ImportJob, 'status'>): boolean => job.status !== 'Created' && !isOver(job);
