import { groupOf, poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { describeGroup } from '../users/describe-group.ts';
import { type GroupSettings, toGroupSettings } from '../users/group.ts';

type UpdateGroupRequest = GroupSettings & { readonly UserPoolId: string; readonly GroupName: string };

/** What is left out stays. */
export const updateGroup = defineOperation<UpdateGroupRequest>(
  ['UserPoolId', 'GroupName', 'Description', 'RoleArn', 'Precedence'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const group = {
      ...groupOf(pool, request.GroupName),
      ...toGroupSettings(request),
      modifiedMs: state.clock.nowMs(),
    };
    pool.groups.set(group.name, group);
    return { Group: describeGroup(pool, group) };
  },
);
