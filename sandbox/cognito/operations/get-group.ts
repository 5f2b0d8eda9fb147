import { groupOf, poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { describeGroup } from '../users/describe-group.ts';

export const getGroup = defineOperation<{ readonly UserPoolId: string; readonly GroupName: string }>(
  ['UserPoolId', 'GroupName'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    return { Group: describeGroup(pool, groupOf(pool, request.GroupName)) };
  },
);
