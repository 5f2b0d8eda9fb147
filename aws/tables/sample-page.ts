import { type DynamoDBClient, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import type { SamplePage, SampleRequest } from '../../core/discover/sample-table.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { toTableFault } from './to-table-fault.ts';

/** Reads one page of whole items, eventually consistent. */
export const samplePage = async (client: DynamoDBClient, request: SampleRequest): Promise<SamplePage> => {
  const { tableName, segment, totalSegments, limit, startKey, signal } = request;
  const input: ScanCommandInput = {
    TableName: tableName,
    Segment: segment,
    TotalSegments: totalSegments,
    Limit: limit,
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
