import { defineOperation } from '../operation.ts';
import { describeClient } from '../state/describe-client.ts';
import { clientOfPool, poolOf } from '../state/lookups.ts';

export const describeUserPoolClient = defineOperation<{ readonly UserPoolId: string; readonly ClientId: string }>(
  ['UserPoolId', 'ClientId'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    return { UserPoolClient: describeClient(pool, clientOfPool(pool, request.ClientId)) };
  },
);
