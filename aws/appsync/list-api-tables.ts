import { type AppSyncClient, ListDataSourcesCommand } from '@aws-sdk/client-appsync';
import type { ApiTable } from '../../core/discover/api-tables.ts';

/** API_ListDataSources, maxResults, read 2026-11-20. */
const maxPerPage = 25;

/** Tables that one page of an AppSync API's data sources reads and writes; other kinds of data sources are left out. */
export const listApiTablesPage = async (
  client: AppSyncClient,
  apiId: string,
  nextToken: string | undefined,
): Promise<{ readonly tables: readonly ApiTable[]; readonly nextToken?: string }> => {
  const answer = await client.send(
    new ListDataSourcesCommand({
      apiId,
      maxResults: maxPerPage,
      ...(nextToken === undefined ? {} : { nextToken }),
    }),
  );
  const tables = (answer.dataSources ?? []).flatMap(({ type, dynamodbConfig }): ApiTable[] => {
    if (type !== 'AMAZON_DYNAMODB' || dynamodbConfig === undefined) return [];
    const { tableName = '', awsRegion = '', deltaSyncConfig } = dynamodbConfig;
    const deltaTableName = deltaSyncConfig?.deltaSyncTableName;
    return [{ tableName, region: awsRegion, ...(deltaTableName === undefined ? {} : { deltaTableName }) }];
  });
  return { tables, ...(answer.nextToken ? { nextToken: answer.nextToken } : {}) };
};
