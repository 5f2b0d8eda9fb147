import { AwsError } from '../../aws-error.ts';
import { LETTERS_AND_DIGITS } from '../../seeded-values.ts';
import { describeJob } from '../import/describe-job.ts';
import { defineOperation } from '../operation.ts';
import type { ImportJob } from '../state/import-job.ts';
import { poolOf } from '../state/lookups.ts';

type CreateUserImportJobRequest = {
  readonly UserPoolId: string;
  readonly JobName: string;
  readonly CloudWatchLogsRoleArn: string;
};

const MAX_JOBS_PER_POOL = 1_000;

export const createUserImportJob = defineOperation<CreateUserImportJobRequest>(
  ['UserPoolId', 'JobName', 'CloudWatchLogsRoleArn'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    if (pool.importJobs.length >= MAX_JOBS_PER_POOL) {
      throw new AwsError('LimitExceededException', 'The limit of import jobs for this user pool is reached.');
    }
    const number = pool.importJobs.length + 1;
    const id = `import-${state.seeded.text(`import job|${pool.id}|${number}`, LETTERS_AND_DIGITS, 10)}`;
    const nowMs = state.clock.nowMs();
    const job: ImportJob = {
      id,
      name: request.JobName,
      logsRoleArn: request.CloudWatchLogsRoleArn,
      createdMs: nowMs,
      uploadUrl: state.uploads.open(id),
      status: 'Created',
      statusSinceMs: nowMs,
      pollsInStatus: 0,
      imported: 0,
      skipped: 0,
      failed: 0,
    };
    pool.importJobs.push(job);
    return { UserImportJob: describeJob(pool, job) };
  },
);
