import { AwsError } from '../../aws-error.ts';
import { describeJob } from '../import/describe-job.ts';
import { endJob } from '../import/end-job.ts';
import { controlsOfJob } from '../import/import-controls.ts';
import { type JobRequest, jobOf } from '../import/job-of.ts';
import { isJobActive, setJobStatus } from '../import/job-statuses.ts';
import { poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

/** Stops a job that runs. AWS's page speaks of jobs in progress; what it says to a job that never started is a guess. */
export const stopUserImportJob = defineOperation<JobRequest>(['UserPoolId', 'JobId'], (state, request) => {
  const pool = poolOf(state, request.UserPoolId);
  const job = jobOf(pool, request.JobId);
  if (!isJobActive(job)) {
    throw new AwsError('PreconditionNotMetException', `The import job is ${job.status} and cannot be stopped.`);
  }
  if (controlsOfJob(state.controls, job).importStoppingMs <= 0) endJob(state, job, 'Stopped');
  else if (job.status !== 'Stopping') setJobStatus(job, 'Stopping', state.clock.nowMs());
  return { UserImportJob: describeJob(pool, job) };
});
