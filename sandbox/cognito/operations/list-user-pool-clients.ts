import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import { MAX_PAGE, toNextToken } from '../listing/page-members.ts';
import { poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

type ListUserPoolClientsRequest = {
  readonly UserPoolId: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly ClientType?: 'REGULAR' | 'DCR';
};

/** No client registers itself here, so that all are REGULAR. */
export const listUserPoolClients = defineOperation<ListUserPoolClientsRequest>(
  ['UserPoolId', 'MaxResults', 'NextToken', 'ClientType'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const { items, nextToken } = state.listings.page<UserPoolClient>({
      operation: 'ListUserPoolClients',
      parameters: [pool.id, request.ClientType ?? null],
      limit: request.MaxResults ?? MAX_PAGE,
      token: request.NextToken,
      start: () => (request.ClientType === 'DCR' ? [] : [...pool.clients.values()]),
    });
    const described = items.map(({ id, name }) => ({ ClientId: id, UserPoolId: pool.id, ClientName: name }));
    return { UserPoolClients: described, ...toNextToken(nextToken) };
  },
);
