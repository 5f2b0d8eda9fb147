import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndexDescription,
  type KeySchemaElement,
  type LocalSecondaryIndexDescription,
  type Projection,
} from '@aws-sdk/client-dynamodb';
import { PoolferryError } from '../../core/errors.ts';
import type { IndexFacts, TableFacts } from '../../core/remap/table-facts.ts';
import { TableFault } from '../../core/remap/table-ports.ts';
import { toTableFault } from './to-table-fault.ts';

export const describeTable = async (client: DynamoDBClient, tableName: string): Promise<TableFacts> => {
  // One after the other: of a table that does not exist, each question says so in words of its own.
  const table = await readTable(client, tableName);
  const pointInTimeRecovery = await readPointInTimeRecovery(client, tableName);
  const arn = table.TableArn ?? '';
  const ownRegion = arn.split(':')[3];
  return {
    name: tableName,
    arn,
    createdAtMs: table.CreationDateTime?.getTime() ?? 0,
    status: table.TableStatus ?? 'UNKNOWN',
    keyAttributes: keyNames(table.KeySchema),
    indexes: [
      ...(table.GlobalSecondaryIndexes ?? []).map((index) => toIndexFacts('global', index)),
      ...(table.LocalSecondaryIndexes ?? []).map((index) => toIndexFacts('local', index)),
    ],
    estimatedItems: table.ItemCount ?? 0,
    estimatedBytes: table.TableSizeBytes ?? 0,
    billing: table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST' ? 'on-demand' : 'provisioned',
    stream: table.StreamSpecification?.StreamEnabled ? (table.StreamSpecification.StreamViewType ?? 'on') : 'off',
    ...(table.StreamSpecification?.StreamEnabled && table.LatestStreamArn ? { streamArn: table.LatestStreamArn } : {}),
    replicaRegions: (table.Replicas ?? []).flatMap(({ RegionName }) =>
      RegionName === undefined || RegionName === ownRegion ? [] : [RegionName],
    ),
    pointInTimeRecovery,
  };
};

const readTable = async (client: DynamoDBClient, tableName: string) => {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    if (Table === undefined) throw new TypeError('DescribeTable answered without a table');
    return Table;
  } catch (error) {
    throw toTableFault(error, tableName, 'DescribeTable');
  }
};

/** Not every endpoint has backups, and not everyone may ask: then the answer is that nobody knows. */
const readPointInTimeRecovery = async (
  client: DynamoDBClient,
  tableName: string,
): Promise<TableFacts['pointInTimeRecovery']> => {
  try {
    const { ContinuousBackupsDescription: backups } = await client.send(
      new DescribeContinuousBackupsCommand({ TableName: tableName }),
    );
    return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED' ? 'on' : 'off';
  } catch (error) {
    const fault = toTableFault(error, tableName, 'DescribeContinuousBackups');
    if (fault instanceof TableFault && fault.kind === 'unsupported') return 'unknown';
    if (fault instanceof PoolferryError && fault.code === 'access-denied') return 'unknown';
    throw fault;
  }
};

const keyNames = (schema: readonly KeySchemaElement[] | undefined): string[] =>
  (schema ?? [])
    .toSorted((a, b) => (a.KeyType === b.KeyType ? 0 : a.KeyType === 'HASH' ? -1 : 1))
    .flatMap(({ AttributeName }) => (AttributeName === undefined ? [] : [AttributeName]));

const toIndexFacts = (
  kind: IndexFacts['kind'],
  index: GlobalSecondaryIndexDescription | LocalSecondaryIndexDescription,
): IndexFacts => ({
  name: index.IndexName ?? '',
  kind,
  keyAttributes: keyNames(index.KeySchema),
  partitionAttributes: isBeingBuilt(index)
    ? []
    : keyNames(index.KeySchema?.filter(({ KeyType }) => KeyType === 'HASH')),
  projection: toProjection(index.Projection),
});

/** A query of such an index is refused. */
const isBeingBuilt = (index: GlobalSecondaryIndexDescription) =>
  index.IndexStatus === 'CREATING' || index.Backfilling === true;

const toProjection = (projection: Projection | undefined): IndexFacts['projection'] => {
  if (projection?.ProjectionType === 'KEYS_ONLY') return 'keys-only';
  return projection?.ProjectionType === 'INCLUDE' ? (projection.NonKeyAttributes ?? []) : 'all';
};
