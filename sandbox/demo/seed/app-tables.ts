import type { Item } from '../cast/make-items.ts';
import type { Model } from '../cast/models.ts';
import type { CallDynamoDb } from '../snapshots/table-snapshot.ts';

const itemsPerBatch = 25;

type Index = { readonly name: string; readonly hash: string; readonly range: string };

/** As Amplify names them when a schema asks for an index on a field. */
const indexes: Readonly<Record<Model, readonly Index[]>> = {
  User: [],
  Vehicle: [{ name: 'byOwner', hash: 'owner', range: 'createdAt' }],
  Receipt: [
    { name: 'byUser', hash: 'userID', range: 'createdAt' },
    { name: 'gsi-Vehicle.receipts', hash: 'vehicleID', range: 'createdAt' },
  ],
};

/** A model's table as Amplify makes it: `id` as key, indexes that project everything, paid on demand. */
export const createModelTable = async (call: CallDynamoDb, model: Model, tableName: string): Promise<void> => {
  const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType });
  const names = new Set(['id', ...indexes[model].flatMap(({ hash, range }) => [hash, range])]);
  const secondary = indexes[model].map(({ name, hash, range }) => ({
    IndexName: name,
    KeySchema: [key(hash, 'HASH'), key(range, 'RANGE')],
    Projection: { ProjectionType: 'ALL' },
  }));
  await call('CreateTable', {
    TableName: tableName,
    AttributeDefinitions: [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [key('id', 'HASH')],
    BillingMode: 'PAY_PER_REQUEST',
    ...(secondary.length === 0 ? {} : { GlobalSecondaryIndexes: secondary }),
  });
  await waitUntilActive(call, tableName);
};

export const waitUntilActive = async (call: CallDynamoDb, tableName: string): Promise<void> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { Table } = await call('DescribeTable', { TableName: tableName });
    if ((Table as { TableStatus: string }).TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The table "${tableName}" does not become active.`);
};

export const putItems = async (call: CallDynamoDb, tableName: string, items: readonly Item[]): Promise<void> => {
  for (let from = 0; from < items.length; from += itemsPerBatch) {
    let requests: unknown = items.slice(from, from + itemsPerBatch).map((Item) => ({ PutRequest: { Item } }));
    while (requests !== undefined) {
      const { UnprocessedItems } = await call('BatchWriteItem', { RequestItems: { [tableName]: requests } });
      requests = (UnprocessedItems as Record<string, unknown> | undefined)?.[tableName];
    }
  }
};
