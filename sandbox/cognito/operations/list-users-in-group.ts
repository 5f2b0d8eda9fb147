import { listedUsers } from '../listing/listed-users.ts';
import { MAX_PAGE, type Paged, toNextToken } from '../listing/page-members.ts';
import { groupOf, poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { describeUser } from '../users/describe-user.ts';
import { isMember, type User } from '../users/user.ts';

export const listUsersInGroup = defineOperation<Paged & { readonly GroupName: string }>(
  ['UserPoolId', 'GroupName', 'Limit', 'NextToken'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const { name } = groupOf(pool, request.GroupName);
    const listed = listedUsers(state, pool);
    const { items, nextToken } = state.listings.page<User>({
      operation: 'ListUsersInGroup',
      parameters: [pool.id, name],
      limit: request.Limit || MAX_PAGE,
      token: request.NextToken,
      start: () => listed.users.filter((user) => isMember(user, name)),
    });
    return { Users: items.filter(listed.isListed).map(describeUser), ...toNextToken(nextToken) };
  },
);
