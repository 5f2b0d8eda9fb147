import { AwsError } from '../../aws-error.ts';
import { LETTERS_AND_DIGITS } from '../../seeded-values.ts';
import { describeJob } from '../import/describe-job.ts';
import type { ImportJob } from '../import/import-job.ts';
import { poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import type { PasswordHashingAlgorithm } from '../password-hashes/read-password-hash.ts';

type CreateUserImportJobRequest = {
  readonly UserPoolId: string;
  readonly JobName: string;
  readonly CloudWatchLogsRoleArn: string;
  readonly PasswordHashingAlgorithm?: PasswordHashingAlgorithm;
};

export const createUserImportJob = defineOperation<CreateUserImportJobRequest>(
  ['UserPoolId', 'JobName', 'CloudWatchLogsRoleArn', 'PasswordHashingAlgorithm'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const algorithm = request.PasswordHashingAlgorithm;
    if (algorithm !== undefined && state.controls.poolsWithoutPasswordHashes.has(pool.id)) {
      throw new AwsError('InvalidParameterException', 'Password hash import is not available for this user pool.');
    }
    if (pool.importJobs.length >= state.controls.importJobsPerPool) {
      throw new AwsError('LimitExceededException', 'The limit of import jobs for this user pool is reached.');
    }
    const number = pool.importJobs.length + 1;
    const id = `import-${state.seeded.text(`import job|${pool.id}|${number}`, LETTERS_AND_DIGITS, 10)}`;
    const uploadKey = `${state.accountId}/${pool.id}/${id}`;
    const nowMs = state.clock.nowMs();
    const job: ImportJob = {
      id,
      name: request.JobName,
      logsRoleArn: request.CloudWatchLogsRoleArn,
      ...(algorithm === undefined ? {} : { passwordHashingAlgorithm: algorithm }),
      createdMs: nowMs,
      uploadKey,
      uploadUrl: state.uploads.open(uploadKey),
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
