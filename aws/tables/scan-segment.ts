import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ScanPage, ScanRequest } from '../../core/remap/table-ports.ts';
import { createExpression } from './expression.ts';
import { scanPage } from './scan-page.ts';

/** Reads one page, eventually consistent: what is stale fails its condition, and the next pass sees it. */
export const scanSegment = async (client: DynamoDBClient, request: ScanRequest): Promise<ScanPage> => {
  const expression = createExpression();
  return scanPage(client, request, {
    ProjectionExpression: request.attributes.map((name) => expression.path([name])).join(', '),
    ExpressionAttributeNames: expression.names(),
  });
};
