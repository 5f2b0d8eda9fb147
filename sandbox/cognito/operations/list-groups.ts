import { MAX_PAGE, type Paged, toNextToken } from '../listing/page-members.ts';
import { poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { describeGroup } from '../users/describe-group.ts';
import type { Group } from '../users/group.ts';

export const listGroups = defineOperation<Paged>(['UserPoolId', 'Limit', 'NextToken'], (state, request) => {
  const pool = poolOf(state, request.UserPoolId);
  const { items, nextToken } = state.listings.page<Group>({
    operation: 'ListGroups',
    parameters: pool.id,
    limit: request.Limit || MAX_PAGE,
    token: request.NextToken,
    start: () => [...pool.groups.values()],
  });
  return { Groups: items.map((group) => describeGroup(pool, group)), ...toNextToken(nextToken) };
});
