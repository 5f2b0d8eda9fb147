import { type DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';

/** The names of one page of the account's tables in this Region. */
export const listTablesPage = async (
  client: DynamoDBClient,
  startName: string | undefined,
): Promise<{ readonly names: readonly string[]; readonly next?: string }> => {
  const { TableNames = [], LastEvaluatedTableName } = await client.send(
    new ListTablesCommand(startName === undefined ? {} : { ExclusiveStartTableName: startName }),
  );
  return {
    names: TableNames,
    ...(LastEvaluatedTableName === undefined ? {} : { next: LastEvaluatedTableName }),
  };
};
