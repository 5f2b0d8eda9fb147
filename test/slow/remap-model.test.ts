import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { createTablePorts } from '../../aws/tables/table-ports.ts';
import { type DynamoDbEngine, dynoxide, startDynamoDbEngine } from '../support/dynamodb-engines.ts';
import { createFakeModelTable } from '../support/fake-model-table.ts';
import { holdToModel } from '../support/hold-to-model.ts';
import { createTableById } from '../support/owner-table.ts';
import {
  type AppWrite,
  applyWrite,
  liveThrough,
  type ModelTable,
  type Scenario,
  scenario,
  toItem,
} from '../support/remap-model.ts';

const title =
  'end as the model says in any table: every id replaced, then everything given back that the application did not write';

describe('a remap and its undo, with faults, deaths and an application that writes all the time, many times over', () => {
  it(title, async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (scene) => holdToModel(await liveThrough(scene, createFakeModelTable(scene)))),
      { numRuns: 2_000 },
    );
  });
});

describe.skipIf(!dynoxide.isInstalled)('the same on a real engine', () => {
  let engine: DynamoDbEngine;
  let client: DynamoDBClient;
  let tables = 0;

  beforeAll(async () => {
    engine = await startDynamoDbEngine(dynoxide);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    client = new DynamoDBClient({ endpoint: engine.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
  });
  afterAll(() => engine.close());

  const createModelTable = async (scene: Scenario): Promise<ModelTable> => {
    tables += 1;
    const TableName = `Todo-${tables}`;
    await createTableById(client, TableName);
    const items = scene.items.map((shape, n) => toItem(n, shape, scene.dataStore));
    if (items.length > 0) {
      const puts = items.map((Item) => ({ PutRequest: { Item: Item as never } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
    }
    const ports = createTablePorts(client);
    return {
      ports,
      facts: await ports.describeTable(TableName),
      write: (write) => writeTo(TableName, write),
      read: async () =>
        ((await client.send(new ScanCommand({ TableName, ConsistentRead: true }))).Items ?? []) as never,
    };
  };

  /** Each in one request, so that nobody's write falls between its reading and its writing. */
  const writeTo = async (TableName: string, write: AppWrite): Promise<void> => {
    const Key = { id: { S: `item-${write.item}` } };
    if (write.kind === 'delete') await client.send(new DeleteItemCommand({ TableName, Key }));
    else if (write.kind === 'create') {
      const Item = applyWrite(undefined, write) as never;
      await unlessRefused(
        client.send(new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(id)' })),
      );
    } else {
      const [path, parent] = placeOf[write.kind];
      await unlessRefused(
        client.send(
          new UpdateItemCommand({
            TableName,
            Key,
            UpdateExpression: `SET ${path} = :value`,
            ConditionExpression: `attribute_exists(${parent})`,
            ExpressionAttributeNames: Object.fromEntries(
              [...new Set(`${path} ${parent}`.match(/#\w+/g))].map((name) => [name, name.slice(1)]),
            ),
            ExpressionAttributeValues: {
              ':value': write.kind === 'watchers' ? { SS: [write.value, 'watcher'] } : { S: write.value },
            },
          }),
        ),
      );
    }
  };

  it(title, async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (scene) => holdToModel(await liveThrough(scene, await createModelTable(scene)))),
      { numRuns: 40, endOnFailure: true },
    );
  });
});

/** The place a write goes to, and what has to be there for it to be made. */
const placeOf = {
  owner: ['#owner', '#id'],
  watchers: ['#watchers', '#id'],
  by: ['#meta.#by', '#meta'],
  editor: ['#editors[0]', '#editors[0]'],
} as const;

const unlessRefused = async (write: Promise<unknown>): Promise<void> => {
  await write.catch((error: Error) => {
    if (error.name !== 'ConditionalCheckFailedException') throw error;
  });
};
