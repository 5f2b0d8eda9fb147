import { defineOperation } from '../operation.ts';
import { describePool } from '../state/describe-pool.ts';
import { poolOf } from '../state/lookups.ts';

export const describeUserPool = defineOperation<{ readonly UserPoolId: string }>(['UserPoolId'], (state, request) => ({
  UserPool: describePool(state, poolOf(state, request.UserPoolId)),
}));
