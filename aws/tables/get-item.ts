import { type DynamoDBClient, GetItemCommand, type GetItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../core/owners/attribute-value.ts';
import type { TablePorts } from '../../core/remap/table-ports.ts';
import { createExpression } from './expression.ts';
import { toTableFault } from './to-table-fault.ts';

export const getItem = async (
  client: DynamoDBClient,
  ...[tableName, key, attributes]: Parameters<TablePorts['getItem']>
): ReturnType<TablePorts['getItem']> => {
  const expression = createExpression();
  try {
    const answer = await client.send(
      new GetItemCommand({
        TableName: tableName,
        Key: key as GetItemCommandInput['Key'],
        ConsistentRead: true,
        ...(attributes === 'all'
          ? {}
          : {
              ProjectionExpression: attributes.map((name) => expression.path([name])).join(', '),
              ExpressionAttributeNames: expression.names(),
            }),
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    return { item: answer.Item as Item | undefined, readUnits: answer.ConsumedCapacity?.CapacityUnits };
  } catch (error) {
    throw toTableFault(error, tableName, 'GetItem');
  }
};
