import { AwsError } from '../../aws-error.ts';
import { describeJob } from '../import/describe-job.ts';
import { setJobStatus } from '../import/job-statuses.ts';
import { defineOperation } from '../operation.ts';
import { type JobRequest, jobOf } from '../state/job-of.ts';
import { poolOf } from '../state/lookups.ts';

export const stopUserImportJob = defineOperation<JobRequest>(['UserPoolId', 'JobId'], (state, request) => {
  const pool = poolOf(state, request.UserPoolId);
  const job = jobOf(pool, request.JobId);
  if (job.status !== 'Created' && job.status !== 'Pending' && job.status !== 'InProgress') {
    throw new AwsError('PreconditionNotMetException', `The import job is ${job.status} and cannot be stopped.`);
  }
  setJobStatus(job, 'Stopping', state.clock.nowMs());
  return { UserImportJob: describeJob(pool, job) };
});
