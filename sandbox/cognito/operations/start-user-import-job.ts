import { AwsError } from '../../aws-error.ts';
import { describeJob } from '../import/describe-job.ts';
import { controlsOfJob } from '../import/import-controls.ts';
import { type JobRequest, jobOf } from '../import/job-of.ts';
import { isJobActive, setJobStatus } from '../import/job-statuses.ts';
import { poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

const refuse = (message: string): never => {
  throw new AwsError('PreconditionNotMetException', message);
};

/** One job of the whole account runs at a time. Which error AWS gives the second one is not documented. */
export const startUserImportJob = defineOperation<JobRequest>(['UserPoolId', 'JobId'], (state, request) => {
  const pool = poolOf(state, request.UserPoolId);
  const job = jobOf(pool, request.JobId);
  if (job.status !== 'Created') refuse(`The import job is ${job.status} and cannot be started.`);
  const nowMs = state.clock.nowMs();
  const uploadedMs = state.uploads.uploadedMs(job.uploadKey);
  if (uploadedMs === null || nowMs - uploadedMs < controlsOfJob(state.controls, job).importUploadSeenAfterMs) {
    refuse(`No csv file was uploaded for ${job.id}`);
  }
  if (pool.settings.autoVerifiedAttributes.length === 0) {
    refuse('The user pool has no auto verified attributes: users cannot be imported.');
  }
  if ([...state.pools.values()].some(({ importJobs }) => importJobs.some(isJobActive))) {
    throw new AwsError(state.controls.importSecondJobError, 'Another import job is active in this account.');
  }
  setJobStatus(job, 'Pending', nowMs);
  job.startedMs = nowMs;
  return { UserImportJob: describeJob(pool, job) };
});
