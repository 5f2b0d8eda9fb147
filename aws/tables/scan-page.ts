import { type DynamoDBClient, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../core/owners/attribute-value.ts';
import type { ScanPage, ScanRequest } from '../../core/remap/table-ports.ts';
import { toTableFault } from './to-table-fault.ts';

type Segment = Omit<ScanRequest, 'attributes'>;

/** Reads one page of a segment, eventually consistent, with what else the request is to say. */
export const scanPage = async (
  client: DynamoDBClient,
  { tableName, segment, totalSegments, startKey, signal }: Segment,
  more: Partial<ScanCommandInput>,
): Promise<ScanPage> => {
  const input: ScanCommandInput = {
    TableName: tableName,
    Segment: segment,
    TotalSegments: totalSegments,
    ...more,
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
