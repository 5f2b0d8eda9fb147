import { groupOf, poolOf, userOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

type MembershipRequest = { readonly UserPoolId: string; readonly Username: string; readonly GroupName: string };

/** Removing one who is no member is no error. */
export const adminRemoveUserFromGroup = defineOperation<MembershipRequest>(
  ['UserPoolId', 'Username', 'GroupName'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    userOf(pool, request.Username).groups.delete(groupOf(pool, request.GroupName).name);
    return {};
  },
);
