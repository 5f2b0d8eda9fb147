import { describeClient } from '../app-clients/describe-client.ts';
import { clientOfPool, poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

export const describeUserPoolClient = defineOperation<{ readonly UserPoolId: string; readonly ClientId: string }>(
  ['UserPoolId', 'ClientId'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    return { UserPoolClient: describeClient(pool, clientOfPool(pool, request.ClientId)) };
  },
);
