import { type DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { IndexPage, IndexQuery } from '../../core/follow/follow-ports.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { createExpression } from './expression.ts';
import { toTableFault } from './to-table-fault.ts';

/** Reads one page of the entries of an index under one partition key: the keys of their items. */
export const queryIndex = async (client: DynamoDBClient, query: IndexQuery): Promise<IndexPage> => {
  const { tableName, indexName, attribute, value, keyAttributes, startKey, signal } = query;
  const expression = createExpression();
  const condition = `${expression.path([attribute])} = ${expression.value({ S: value })}`;
  const input: QueryCommandInput = {
    TableName: tableName,
    IndexName: indexName,
    KeyConditionExpression: condition,
    ProjectionExpression: keyAttributes.map((name) => expression.path([name])).join(', '),
    ExpressionAttributeNames: expression.names(),
    ExpressionAttributeValues: expression.values(),
    ReturnConsumedCapacity: 'TOTAL',
    ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey as QueryCommandInput['ExclusiveStartKey'] }),
  };
  try {
    const page = await client.send(new QueryCommand(input), signal === undefined ? {} : { abortSignal: signal });
    return {
      keys: (page.Items ?? []) as Item[],
      lastKey: page.LastEvaluatedKey as Item | undefined,
      readUnits: page.ConsumedCapacity?.CapacityUnits,
    };
  } catch (error) {
    throw toTableFault(error, tableName, 'Query');
  }
};
