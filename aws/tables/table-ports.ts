import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { TablePorts } from '../../core/remap/table-ports.ts';
import { describeTable } from './describe-table.ts';
import { getItem } from './get-item.ts';
import { moveItem } from './move-item.ts';
import { runStatements } from './run-statements.ts';
import { scanSegment } from './scan-segment.ts';
import { updateItem } from './update-item.ts';

/** The table verbs over one client. */
export const createTablePorts = (client: DynamoDBClient): TablePorts => ({
  describeTable: (tableName) => describeTable(client, tableName),
  scanSegment: (request) => scanSegment(client, request),
  runStatements: (tableName, writes) => runStatements(client, tableName, writes),
  updateItem: (tableName, write) => updateItem(client, tableName, write),
  moveItem: (tableName, move) => moveItem(client, tableName, move),
  getItem: (...request) => getItem(client, ...request),
});
