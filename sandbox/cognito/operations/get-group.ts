import { defineOperation } from '../operation.ts';
import { describeGroup } from '../state/describe-group.ts';
import { groupOf, poolOf } from '../state/lookups.ts';

export const getGroup = defineOperation<{ readonly UserPoolId: string; readonly GroupName: string }>(
  ['UserPoolId', 'GroupName'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    return { Group: describeGroup(pool, groupOf(pool, request.GroupName)) };
  },
);
