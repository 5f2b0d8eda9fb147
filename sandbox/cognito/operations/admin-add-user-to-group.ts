import { AwsError } from '../../aws-error.ts';
import { groupOf, poolOf, userOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

type MembershipRequest = { readonly UserPoolId: string; readonly Username: string; readonly GroupName: string };

const MAX_GROUPS_PER_USER = 100;

/** Adding a member twice is no error. The API models no LimitExceededException here. */
export const adminAddUserToGroup = defineOperation<MembershipRequest>(
  ['UserPoolId', 'Username', 'GroupName'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const { groups } = userOf(pool, request.Username);
    const { name } = groupOf(pool, request.GroupName);
    if (groups.size >= MAX_GROUPS_PER_USER && !groups.has(name)) {
      throw new AwsError('InvalidParameterException', 'The limit of groups for this user is reached.');
    }
    groups.add(name);
    return {};
  },
);
