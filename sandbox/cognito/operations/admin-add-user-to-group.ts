import { defineOperation } from '../operation.ts';
import { groupOf, poolOf, userOf } from '../state/lookups.ts';

type MembershipRequest = { readonly UserPoolId: string; readonly Username: string; readonly GroupName: string };

/** Adding a member twice is no error. */
export const adminAddUserToGroup = defineOperation<MembershipRequest>(
  ['UserPoolId', 'Username', 'GroupName'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const user = userOf(pool, request.Username);
    user.groups.add(groupOf(pool, request.GroupName).name);
    return {};
  },
);
