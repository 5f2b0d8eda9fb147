import { clientOfPool, poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { beginChange } from '../pools/begin-change.ts';

export const deleteUserPoolClient = defineOperation<{ readonly UserPoolId: string; readonly ClientId: string }>(
  ['UserPoolId', 'ClientId'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const { id } = clientOfPool(pool, request.ClientId);
    beginChange(state, pool);
    pool.clients.delete(id);
    state.clients.delete(id);
    return {};
  },
);
