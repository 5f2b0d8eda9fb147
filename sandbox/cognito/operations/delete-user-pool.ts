import { AwsError } from '../../aws-error.ts';
import { refuseWhileImporting } from '../import/refuse-while-importing.ts';
import { poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

export const deleteUserPool = defineOperation<{ readonly UserPoolId: string }>(['UserPoolId'], (state, request) => {
  const pool = poolOf(state, request.UserPoolId);
  if (pool.settings.deletionProtection) {
    throw new AwsError(
      'InvalidParameterException',
      'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
    );
  }
  if (state.controls.importKeepsPoolFromDeletion) refuseWhileImporting(pool);
  for (const job of pool.importJobs) state.uploads.discard(job.uploadKey);
  for (const clientId of pool.clients.keys()) state.clients.delete(clientId);
  state.pools.delete(pool.id);
  return {};
});
