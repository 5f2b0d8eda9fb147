import { AwsError } from '../../aws-error.ts';
import type { ImportJob } from '../state/import-job.ts';
import type { UserPool } from '../state/user-pool.ts';

export type JobRequest = { readonly UserPoolId: string; readonly JobId: string };

export const jobOf = (pool: UserPool, jobId: string): ImportJob => {
  const job = pool.importJobs.find(({ id }) => id === jobId);
  if (job === undefined) throw new AwsError('ResourceNotFoundException', `Import job ${jobId} does not exist.`);
  return job;
};
