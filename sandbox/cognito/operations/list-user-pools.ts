import { toNextToken } from '../listing/page-members.ts';
import { defineOperation } from '../operation.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { toEpochSeconds } from '../wire.ts';

export const listUserPools = defineOperation<{ readonly MaxResults: number; readonly NextToken?: string }>(
  ['MaxResults', 'NextToken'],
  (state, request) => {
    const { items, nextToken } = state.listings.page<UserPool>({
      operation: 'ListUserPools',
      parameters: null,
      limit: request.MaxResults,
      token: request.NextToken,
      start: () => [...state.pools.values()],
    });
    const described = items.map((pool) => ({
      Id: pool.id,
      Name: pool.settings.name,
      LambdaConfig: pool.settings.lambdaConfig,
      LastModifiedDate: toEpochSeconds(pool.modifiedMs),
      CreationDate: toEpochSeconds(pool.createdMs),
    }));
    return { UserPools: described, ...toNextToken(nextToken) };
  },
);
