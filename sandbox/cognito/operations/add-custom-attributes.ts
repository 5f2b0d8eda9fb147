import { AwsError } from '../../aws-error.ts';
import { isJobActive } from '../import/job-statuses.ts';
import { defineOperation } from '../operation.ts';
import { type WireSchemaAttribute, withCustomAttributes } from '../schema/pool-schema.ts';
import { poolOf } from '../state/lookups.ts';

type AddCustomAttributesRequest = {
  readonly UserPoolId: string;
  readonly CustomAttributes: readonly WireSchemaAttribute[];
};

export const addCustomAttributes = defineOperation<AddCustomAttributesRequest>(
  ['UserPoolId', 'CustomAttributes'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    if (pool.importJobs.some(isJobActive)) {
      throw new AwsError('UserImportInProgressException', 'A user import job is in progress for this user pool.');
    }
    pool.schema = withCustomAttributes(pool.schema, request.CustomAttributes);
    pool.modifiedMs = state.clock.nowMs();
    return {};
  },
);
