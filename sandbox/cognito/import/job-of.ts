import { AwsError } from '../../aws-error.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { ImportJob } from './import-job.ts';

export type JobRequest = { readonly UserPoolId: string; readonly JobId: string };

export const jobOf = (pool: UserPool, jobId: string): ImportJob => {
  const job = pool.importJobs.find(({ id }) => id === jobId);
  if (job === undefined) throw new AwsError('ResourceNotFoundException', `Import job ${jobId} does not exist.`);
  return job;
};
