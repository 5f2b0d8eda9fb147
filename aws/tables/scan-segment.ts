import { type DynamoDBClient, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../core/owners/attribute-value.ts';
import type { ScanPage, ScanRequest } from '../../core/remap/table-ports.ts';
import { createExpression } from './expression.ts';
import { toTableFault } from './to-table-fault.ts';

/** Reads one page, eventually consistent: what is stale fails its condition, and the next pass sees it. */
export const scanSegment = async (client: DynamoDBClient, request: ScanRequest): Promise<ScanPage> => {
  const { tableName, segment, totalSegments, attributes, startKey, signal } = request;
  const expression = createExpression();
  const input: ScanCommandInput = {
    TableName: tableName,
    Segment: segment,
    TotalSegments: totalSegments,
    ProjectionExpression: attributes.map((name) => expression.path([name])).join(', '),
    ExpressionAttributeNames: expression.names(),
    ReturnConsumedCapacity: 'TOTAL',
    ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey as ScanCommandInput['ExclusiveStartKey'] }),
  };
  try {
    const page = await client.send(new ScanCommand(input), signal === undefined ? {} : { abortSignal: signal });
    return {
      items: (page.Items ?? []) as Item[],
      lastKey: page.LastEvaluatedKey as Item | undefined,
      readUnits: page.ConsumedCapacity?.CapacityUnits,
    };
  } catch (error) {
    throw toTableFault(error, tableName, 'Scan');
  }
};
