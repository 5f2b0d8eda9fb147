import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DeleteCommand, type DeleteCommandInput, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { IndexRow } from '../../core/index-logins/plan-login-index.ts';
import type { StoredIndexRow } from '../../core/index-logins/refresh-login-index.ts';
import { type LedgerTable, loginKey, sendOptions } from './ledger-table.ts';

/** Writes at most 25 rows of the login index, over what is there. Returns those that DynamoDB did not take. */
export const writeIndexRows = async (
  table: LedgerTable,
  rows: readonly IndexRow[],
  generation: number,
): Promise<IndexRow[]> => {
  const byKey = new Map(rows.map((row) => [loginKey(row.loginHash).pk, row]));
  const { UnprocessedItems } = await table.client.send(
    new BatchWriteCommand({
      RequestItems: {
        [table.tableName]: rows.map(({ loginHash, ...row }) => ({
          PutRequest: { Item: { ...loginKey(loginHash), ...row, generation } },
        })),
      },
    }),
    sendOptions(table),
  );
  return (UnprocessedItems?.[table.tableName] ?? []).flatMap(({ PutRequest }) => {
    const row = byKey.get(String(PutRequest?.Item?.pk));
    return row === undefined ? [] : [row];
  });
};

/** Every row of the login index, in no particular order; strongly consistent reads, but not a snapshot. */
export async function* listIndexRows(table: LedgerTable): AsyncGenerator<StoredIndexRow, void, undefined> {
  const pages = paginateScan(
    { client: table.client },
    {
      TableName: table.tableName,
      ConsistentRead: true,
      FilterExpression: 'begins_with(pk, :logins)',
      ExpressionAttributeValues: { ':logins': loginKey('').pk },
      ProjectionExpression: 'pk, generation',
    },
    ...(table.signal === undefined ? [] : [{ abortSignal: table.signal }]),
  );
  for await (const page of pages) {
    for (const { pk, generation } of page.Items ?? []) {
      yield {
        loginHash: String(pk).slice(loginKey('').pk.length),
        generation: typeof generation === 'number' ? generation : 0,
      };
    }
  }
}

/** Removes a row unless a refresh of this generation or a later one has written it. */
export const removeIndexRowOlderThan = (table: LedgerTable, loginHash: string, generation: number) =>
  removeIndexRowIf(table, loginHash, {
    ConditionExpression: 'attribute_not_exists(generation) OR generation < :generation',
    ExpressionAttributeValues: { ':generation': generation },
  });

/** Removes a name if it leads to this user; it may be somebody else's by now. */
export const removeNameOf = (table: LedgerTable, previousSub: string, loginHash: string) =>
  removeIndexRowIf(table, loginHash, {
    ConditionExpression: 'previousSub = :previousSub',
    ExpressionAttributeValues: { ':previousSub': previousSub },
  });

const removeIndexRowIf = async (
  table: LedgerTable,
  loginHash: string,
  condition: Pick<DeleteCommandInput, 'ConditionExpression' | 'ExpressionAttributeValues'>,
): Promise<'removed' | 'kept'> => {
  try {
    await table.client.send(
      new DeleteCommand({ TableName: table.tableName, Key: loginKey(loginHash), ...condition }),
      sendOptions(table),
    );
    return 'removed';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'kept';
    throw error;
  }
};
