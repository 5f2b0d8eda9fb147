import { poolOf, userOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { changeAttributes } from '../users/change-attributes.ts';

type AdminDeleteUserAttributesRequest = {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly UserAttributeNames: readonly string[];
};

export const adminDeleteUserAttributes = defineOperation<AdminDeleteUserAttributesRequest>(
  ['UserPoolId', 'Username', 'UserAttributeNames'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const user = userOf(pool, request.Username);
    const emptied = new Map(request.UserAttributeNames.map((name) => [name, '']));
    changeAttributes(pool, user, emptied, state.clock.nowMs());
    return {};
  },
);
