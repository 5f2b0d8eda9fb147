import { poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { describePool } from '../pools/describe-pool.ts';

export const describeUserPool = defineOperation<{ readonly UserPoolId: string }>(['UserPoolId'], (state, request) => ({
  UserPool: describePool(state, poolOf(state, request.UserPoolId)),
}));
