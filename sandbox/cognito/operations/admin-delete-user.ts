import { poolOf, userOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

export const adminDeleteUser = defineOperation<{ readonly UserPoolId: string; readonly Username: string }>(
  ['UserPoolId', 'Username'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    pool.users.remove(userOf(pool, request.Username));
    return {};
  },
);
