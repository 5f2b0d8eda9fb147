import { AwsError } from '../../aws-error.ts';
import { poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { describeGroup } from '../users/describe-group.ts';
import { type Group, type GroupSettings, toGroupSettings } from '../users/group.ts';

type CreateGroupRequest = GroupSettings & { readonly UserPoolId: string; readonly GroupName: string };

const MAX_GROUPS_PER_POOL = 10_000;

export const createGroup = defineOperation<CreateGroupRequest>(
  ['UserPoolId', 'GroupName', 'Description', 'RoleArn', 'Precedence'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    if (pool.groups.has(request.GroupName)) {
      throw new AwsError('GroupExistsException', 'A group with the name already exists.');
    }
    if (pool.groups.size >= MAX_GROUPS_PER_POOL) {
      throw new AwsError('LimitExceededException', 'The limit of groups for this user pool is reached.');
    }
    const nowMs = state.clock.nowMs();
    const group: Group = {
      name: request.GroupName,
      ...toGroupSettings(request),
      createdMs: nowMs,
      modifiedMs: nowMs,
    };
    pool.groups.set(group.name, group);
    return { Group: describeGroup(pool, group) };
  },
);
