import { DescribeUserPoolClientCommand, ListUserPoolClientsCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { AppClient } from '../../core/trigger-wiring/find-attach-problems.ts';
import { callOptions, type PoolCall } from './pool-call.ts';

export const listClientIdsPage = async (
  call: PoolCall,
  nextToken: string | undefined,
): Promise<{ clientIds: string[]; nextToken?: string }> => {
  const { UserPoolClients = [], NextToken } = await call.client.send(
    new ListUserPoolClientsCommand({
      UserPoolId: call.userPoolId,
      MaxResults: 60,
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    }),
    callOptions(call),
  );
  const clientIds = UserPoolClients.flatMap(({ ClientId }) => (ClientId === undefined ? [] : [ClientId]));
  return { clientIds, ...(NextToken ? { nextToken: NextToken } : {}) };
};

/** Without its secret. */
export const describeAppClient = async (call: PoolCall, clientId: string): Promise<AppClient> => {
  const { UserPoolClient } = await call.client.send(
    new DescribeUserPoolClientCommand({ UserPoolId: call.userPoolId, ClientId: clientId }),
    callOptions(call),
  );
  return {
    clientId,
    name: UserPoolClient?.ClientName ?? '',
    writeAttributes: UserPoolClient?.WriteAttributes,
    authFlows: UserPoolClient?.ExplicitAuthFlows ?? [],
  };
};
