import { AwsError } from '../../aws-error.ts';
import { defineOperation } from '../operation.ts';
import { describeUser } from '../state/describe-user.ts';
import type { Group } from '../state/group.ts';
import { groupOf, poolOf, userOf } from '../state/lookups.ts';
import type { User } from '../state/user.ts';
import type { UserPool } from '../state/user-pool.ts';
import { toEpochSeconds, type Wire } from '../wire.ts';

const MAX_PAGE = 60;

const describeGroup = (pool: UserPool, group: Group): Wire => ({
  GroupName: group.name,
  UserPoolId: pool.id,
  ...(group.description === undefined ? {} : { Description: group.description }),
  ...(group.roleArn === undefined ? {} : { RoleArn: group.roleArn }),
  ...(group.precedence === undefined ? {} : { Precedence: group.precedence }),
  LastModifiedDate: toEpochSeconds(group.createdMs),
  CreationDate: toEpochSeconds(group.createdMs),
});

const next = (token: string | undefined): Wire => (token === undefined ? {} : { NextToken: token });

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

type Paged = { readonly UserPoolId: string; readonly Limit?: number; readonly NextToken?: string };

export const adminListGroupsForUser = defineOperation<Paged & { readonly Username: string }>(
  ['UserPoolId', 'Username', 'Limit', 'NextToken'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const user = userOf(pool, request.Username);
    const { items, nextToken } = state.listings.page<Group>({
      operation: 'AdminListGroupsForUser',
      parameters: [pool.id, user.username],
      limit: request.Limit || MAX_PAGE,
      token: request.NextToken,
      start: () => Array.from(user.groups, (name) => groupOf(pool, name)),
    });
    return { Groups: items.map((group) => describeGroup(pool, group)), ...next(nextToken) };
  },
);

export const listGroups = defineOperation<Paged>(['UserPoolId', 'Limit', 'NextToken'], (state, request) => {
  const pool = poolOf(state, request.UserPoolId);
  const { items, nextToken } = state.listings.page<Group>({
    operation: 'ListGroups',
    parameters: pool.id,
    limit: request.Limit || MAX_PAGE,
    token: request.NextToken,
    start: () => [...pool.groups.values()],
  });
  return { Groups: items.map((group) => describeGroup(pool, group)), ...next(nextToken) };
});

export const listUsersInGroup = defineOperation<Paged & { readonly GroupName: string }>(
  ['UserPoolId', 'GroupName', 'Limit', 'NextToken'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const { name } = groupOf(pool, request.GroupName);
    const { items, nextToken } = state.listings.page<User>({
      operation: 'ListUsersInGroup',
      parameters: [pool.id, name],
      limit: request.Limit || MAX_PAGE,
      token: request.NextToken,
      start: () =>
        pool.users
          .all()
          .filter((user) => user.groups.has(name))
          .toArray(),
    });
    return { Users: items.map(describeUser), ...next(nextToken) };
  },
);
