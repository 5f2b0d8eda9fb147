import { poolOf, userOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

export const adminUserGlobalSignOut = defineOperation<{ readonly UserPoolId: string; readonly Username: string }>(
  ['UserPoolId', 'Username'],
  (state, request) => {
    state.tokens.endAllOf(userOf(poolOf(state, request.UserPoolId), request.Username));
    return {};
  },
);
