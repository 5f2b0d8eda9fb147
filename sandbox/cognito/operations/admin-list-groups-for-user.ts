import { MAX_PAGE, type Paged, toNextToken } from '../listing/page-members.ts';
import { groupOf, poolOf, userOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { describeGroup } from '../users/describe-group.ts';
import type { Group } from '../users/group.ts';

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
    return { Groups: items.map((group) => describeGroup(pool, group)), ...toNextToken(nextToken) };
  },
);
