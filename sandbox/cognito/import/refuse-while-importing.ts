import { AwsError } from '../../aws-error.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { isJobActive } from './job-statuses.ts';

/** UpdateUserPool, AddCustomAttributes and DeleteUserPool wait until no job of the pool is active. */
export const refuseWhileImporting = ({ importJobs }: UserPool): void => {
  if (importJobs.some(isJobActive)) {
    throw new AwsError('UserImportInProgressException', 'A user import job is in progress for this user pool.');
  }
};
