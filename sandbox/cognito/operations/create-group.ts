import { AwsError } from '../../aws-error.ts';
import { defineOperation } from '../operation.ts';
import { describeGroup } from '../state/describe-group.ts';
import type { Group } from '../state/group.ts';
import { poolOf } from '../state/lookups.ts';

type CreateGroupRequest = {
  readonly UserPoolId: string;
  readonly GroupName: string;
  readonly Description?: string;
  readonly RoleArn?: string;
  readonly Precedence?: number;
};

export const createGroup = defineOperation<CreateGroupRequest>(
  ['UserPoolId', 'GroupName', 'Description', 'RoleArn', 'Precedence'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    if (pool.groups.has(request.GroupName)) {
      throw new AwsError('GroupExistsException', 'A group with the name already exists.');
    }
    const group: Group = {
      name: request.GroupName,
      ...(request.Description === undefined ? {} : { description: request.Description }),
      ...(request.RoleArn === undefined ? {} : { roleArn: request.RoleArn }),
      ...(request.Precedence === undefined ? {} : { precedence: request.Precedence }),
      createdMs: state.clock.nowMs(),
    };
    pool.groups.set(group.name, group);
    return { Group: describeGroup(pool, group) };
  },
);
