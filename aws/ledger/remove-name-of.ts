import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { type LedgerTable, loginKey, sendOptions } from './ledger-table.ts';

/** Removes a name from the login index if it leads to this user; it may be somebody else's by now. */
export const removeNameOf = async (
  table: LedgerTable,
  previousSub: string,
  loginHash: string,
): Promise<'removed' | 'kept'> => {
  try {
    await table.client.send(
      new DeleteCommand({
        TableName: table.tableName,
        Key: loginKey(loginHash),
        ConditionExpression: 'previousSub = :previousSub',
        ExpressionAttributeValues: { ':previousSub': previousSub },
      }),
      sendOptions(table),
    );
    return 'removed';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'kept';
    throw error;
  }
};
