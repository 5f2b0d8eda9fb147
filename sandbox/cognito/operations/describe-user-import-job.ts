import { describeJob } from '../import/describe-job.ts';
import { type JobRequest, jobOf } from '../import/job-of.ts';
import { poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

export const describeUserImportJob = defineOperation<JobRequest>(['UserPoolId', 'JobId'], (state, request) => {
  const pool = poolOf(state, request.UserPoolId);
  const job = jobOf(pool, request.JobId);
  job.pollsInStatus += 1;
  return { UserImportJob: describeJob(pool, job) };
});
