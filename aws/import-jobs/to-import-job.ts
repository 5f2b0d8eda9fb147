import type { UserImportJobType } from '@aws-sdk/client-cognito-identity-provider';
import { PoolferryError } from '../../core/errors.ts';
import type { ImportJob } from '../../core/import/import-job.ts';

/** A job without its upload URL, which must not get around. */
export const toImportJob = (job: UserImportJobType | undefined): ImportJob => {
  if (job?.JobId === undefined || job.Status === undefined) {
    throw new PoolferryError('Cognito described an import job without an id or a status.', {
      code: 'unexpected-answer',
    });
  }
  return {
    jobId: job.JobId,
    jobName: job.JobName ?? '',
    status: job.Status,
    createdAtMs: job.CreationDate?.getTime() ?? 0,
    ...(job.StartDate === undefined ? {} : { startedAtMs: job.StartDate.getTime() }),
    ...(job.CompletionDate === undefined ? {} : { completedAtMs: job.CompletionDate.getTime() }),
    importedUsers: job.ImportedUsers ?? 0,
    skippedUsers: job.SkippedUsers ?? 0,
    failedUsers: job.FailedUsers ?? 0,
    ...(job.CompletionMessage === undefined ? {} : { completionMessage: job.CompletionMessage }),
  };
};
