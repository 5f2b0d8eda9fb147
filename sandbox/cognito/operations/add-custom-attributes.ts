import { refuseWhileImporting } from '../import/refuse-while-importing.ts';
import { poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { type WireSchemaAttribute, withCustomAttributes } from '../schema/pool-schema.ts';

type AddCustomAttributesRequest = {
  readonly UserPoolId: string;
  readonly CustomAttributes: readonly WireSchemaAttribute[];
};

export const addCustomAttributes = defineOperation<AddCustomAttributesRequest>(
  ['UserPoolId', 'CustomAttributes'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    refuseWhileImporting(pool);
    pool.schema = withCustomAttributes(pool.schema, request.CustomAttributes);
    pool.modifiedMs = state.clock.nowMs();
    return {};
  },
);
