import { groupOf, poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { isMember } from '../users/user.ts';

export const deleteGroup = defineOperation<{ readonly UserPoolId: string; readonly GroupName: string }>(
  ['UserPoolId', 'GroupName'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const { name } = groupOf(pool, request.GroupName);
    for (const user of pool.users.all()) if (isMember(user, name)) user.groups.delete(name);
    pool.groups.delete(name);
    return {};
  },
);
