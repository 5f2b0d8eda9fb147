import type { UserPool } from '../pools/user-pool.ts';
import { toEpochSeconds, type Wire } from '../wire.ts';
import type { ImportJob } from './import-job.ts';

const date = (name: string, ms: number | undefined): Wire => (ms === undefined ? {} : { [name]: toEpochSeconds(ms) });

/** `UserImportJobType`. */
export const describeJob = (pool: UserPool, job: ImportJob): Wire => ({
  JobName: job.name,
  JobId: job.id,
  UserPoolId: pool.id,
  PreSignedUrl: job.uploadUrl,
  Status: job.status,
  CloudWatchLogsRoleArn: job.logsRoleArn,
  ...(job.passwordHashingAlgorithm === undefined ? {} : { PasswordHashingAlgorithm: job.passwordHashingAlgorithm }),
  ImportedUsers: job.imported,
  SkippedUsers: job.skipped,
  FailedUsers: job.failed,
  ...date('CreationDate', job.createdMs),
  ...date('StartDate', job.startedMs),
  ...date('CompletionDate', job.completedMs),
  ...(job.completionMessage === undefined ? {} : { CompletionMessage: job.completionMessage }),
});
