import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SampleRequest } from '../../core/discover/sample-table.ts';
import type { ScanPage } from '../../core/remap/table-ports.ts';
import { scanPage } from './scan-page.ts';

/** Reads one page of whole items. */
export const samplePage = (client: DynamoDBClient, request: SampleRequest): Promise<ScanPage> =>
  scanPage(client, request, { Limit: request.limit });
