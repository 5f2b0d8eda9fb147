import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toWire } from '../../aws/tables/expression.ts';
import { createTablePorts } from '../../aws/tables/table-ports.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import { createMemoryRunStorage, createMemoryRunStore } from '../../core/journal/create-memory-run-store.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { keyText } from '../../core/owners/item-key.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';
import { executeRemap } from '../../core/remap/execute-remap.ts';
import { defaultPace, type RemapPorts } from '../../core/remap/remap-settings.ts';
import type { ConditionalWrite, TablePorts } from '../../core/remap/table-ports.ts';
import { systemClock } from '../../scripts/system-clock.ts';
import { allDynamoDbEngines, type DynamoDbEngine, startDynamoDbEngine } from '../support/dynamodb-engines.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { seededRandom } from '../support/remap-world.ts';

const lookup = lookupOf(...[0, 1, 2, 3].map((n) => pairOf(n)));

/** Everything DynamoDB can hold, none of which may change. */
const everyType: Item = {
  number: { N: '12345678901234567890123456789.125' },
  binary: { B: new Uint8Array([0, 255, 10]) },
  numbers: { NS: ['1', '2.5'] },
  map: { M: { 'a.b': { S: oldSub(1) }, inner: { L: [{ NULL: true }, { BOOL: false }, { S: '' }] } } },
};

describe.each(allDynamoDbEngines)('a table on $name', (command) => {
  let engine: DynamoDbEngine | undefined;
  let client: DynamoDBClient;
  let ports: TablePorts;

  beforeEach(({ skip }) => skip(!command.isInstalled, `${command.name} is not installed here`));
  beforeAll(async () => {
    if (!command.isInstalled) return;
    engine = await startDynamoDbEngine(command);
    client = new DynamoDBClient({
      endpoint: engine.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    ports = createTablePorts(client);
  });
  afterAll(() => engine?.close());

  const createTable = async (name: string, items: readonly Item[], changes: Partial<CreateTableCommandInput> = {}) => {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
        ...changes,
      }),
    );
    await expect.poll(async () => (await ports.describeTable(name)).status).toBe('ACTIVE');
    for (const item of items) await put(name, item);
  };
  const put = (table: string, item: Item) =>
    client.send(
      new PutItemCommand({
        TableName: table,
        Item: Object.fromEntries(Object.entries(item).map(([key, value]) => [key, toWire(value)])),
      }),
    );
  const get = async (table: string, id: string) =>
    (await client.send(new GetItemCommand({ TableName: table, Key: { id: { S: id } }, ConsistentRead: true }))).Item;

  const remap = async (name: string, owners: readonly string[], over: TablePorts = ports, dataStore = false) => {
    const [rules] = toOwnerRules([{ name, owners: owners.map((path) => ({ path })), dataStore }]);
    if (rules === undefined) throw new Error('no rules');
    const limit = () => createRateLimit({ unitsPerSecond: 1e6, unitsPerCall: 1, clock: systemClock });
    const work: RemapPorts = {
      tables: over,
      lookup,
      clock: systemClock,
      random: seededRandom(1),
      signal: new AbortController().signal,
      createReadLimit: limit,
      createWriteLimit: limit,
      onItems: () => undefined,
      onNote: () => undefined,
    };
    const store = createMemoryRunStore({
      storage: createMemoryRunStorage(),
      clock: systemClock,
      host: 'here',
      processId: 1,
      isProcessAlive: () => true,
    });
    const run = await store.open({ command: 'remap', inputHashes: {}, options: {} }, 'begin-again');
    const facts = await over.describeTable(name);
    return await executeRemap({ tables: [{ rules, facts }], pace: defaultPace }, work, run);
  };

  it('is described with its keys and indexes', async () => {
    await createTable('Described', [], {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['pk', 'sk', 'owner'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byOwner',
          KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['title'] },
        },
      ],
    });

    expect(await ports.describeTable('Described')).toMatchObject({
      name: 'Described',
      arn: expect.stringMatching(/^arn:aws:dynamodb:[^:]+:\d+:table\/Described$/),
      createdAtMs: expect.any(Number),
      keyAttributes: ['pk', 'sk'],
      indexes: [{ name: 'byOwner', kind: 'global', keyAttributes: ['owner'], projection: ['title'] }],
      billing: 'on-demand',
      stream: 'off',
      replicaRegions: [],
      pointInTimeRecovery: expect.stringMatching(/^(off|unknown)$/),
    });
  });

  it('gets its owners rewritten in every form and shape, and not a byte else', async () => {
    const items = Array.from(
      { length: 60 },
      (_, n): Item => ({
        id: { S: `item ${n}` },
        owner: { S: [oldSub(n % 4), `user-${n % 4}`, `${oldSub(n % 4)}::user-${n % 4}`, 'nobody'][n % 4] as string },
        'odd "name".x': { S: `${oldSub(1)}` },
        ...(n % 3 === 0
          ? { editors: { L: [{ S: 'nobody' }, { S: oldSub(2) }] }, meta: { M: { by: { S: oldSub(1) } } } }
          : {}),
        ...(n % 7 === 0 ? { watchers: { SS: [oldSub(1), 'nobody'] } } : {}),
        ...everyType,
      }),
    );
    await createTable('Shapes', items);

    const { tables } = await remap('Shapes', ['owner', 'editors[]', 'meta.by', 'watchers[]']);

    expect(tables[0]?.passes.map(({ items: n, changed, conflicts }) => [n, changed, conflicts])).toEqual([
      [60, expect.any(Number), 0],
      [60, 0, 0],
    ]);
    expect(tables[0]?.isWithoutStatements).toBe(command.name === 'dynalite');
    for (const [n, item] of items.entries()) {
      const own = [newSub(n % 4), newSub(n % 4), `${newSub(n % 4)}::${newSub(n % 4)}`, 'nobody'][n % 4] as string;
      const found = (await get('Shapes', `item ${n}`)) as Item;
      const { watchers, ...rest } = found;
      const { watchers: before, ...expected } = {
        ...item,
        owner: { S: own },
        ...(n % 3 === 0
          ? { editors: { L: [{ S: 'nobody' }, { S: newSub(2) }] }, meta: { M: { by: { S: newSub(1) } } } }
          : {}),
      } as Item;
      expect(rest).toEqual(expected);
      const members = (value: unknown) => (value as { SS: string[] } | undefined)?.SS.toSorted();
      expect(members(watchers)).toEqual(before === undefined ? undefined : [newSub(1), 'nobody'].toSorted());
    }
  });

  it('takes composite keys of text, numbers and binary', async () => {
    await createTable('Keys', [], {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'N' },
        { AttributeName: 'sk', AttributeType: 'B' },
      ],
    });
    for (let n = 0; n < 30; n += 1) {
      await put('Keys', { pk: { N: String(n % 3) }, sk: { B: new Uint8Array([n, 255]) }, owner: { S: oldSub(n % 4) } });
    }

    const { tables } = await remap('Keys', ['owner']);

    expect(tables[0]?.passes).toMatchObject([
      { items: 30, changed: 30 },
      { changed: 0, untouched: 30 },
    ]);
  });

  it('moves DataStore metadata under its condition', async () => {
    await createTable('Synced', [
      { id: { S: 'a' }, owner: { S: oldSub(1) }, _version: { N: '41' }, _lastChangedAt: { N: '1' } },
    ]);

    await remap('Synced', ['owner'], ports, true);

    expect(await get('Synced', 'a')).toMatchObject({ owner: { S: newSub(1) }, _version: { N: '42' } });
  });

  it('keeps what the application writes between reading and writing', async () => {
    const items = Array.from({ length: 40 }, (_, n): Item => ({ id: { S: `${n}` }, owner: { S: oldSub(n % 4) } }));
    await createTable('Contested', items);
    // Between reading and writing: not before the very write of that item.
    const contest = async (writes: readonly ConditionalWrite[]) => {
      if (writes.some(({ key }) => keyText(key).includes('"7"'))) {
        await put('Contested', { id: { S: '7' }, owner: { S: 'the application' } });
      }
    };

    const { tables } = await remap('Contested', ['owner'], {
      ...ports,
      runStatements: async (table, writes) => {
        await contest(writes);
        return ports.runStatements(table, writes);
      },
      updateItem: async (table, write) => {
        await contest([write]);
        return ports.updateItem(table, write);
      },
    });

    expect(await get('Contested', '7')).toEqual({ id: { S: '7' }, owner: { S: 'the application' } });
    expect(tables[0]?.passes[0]).toMatchObject({
      items: 40,
      changed: 39,
      conflicts: 1,
      conflictsByCode: { 'changed-meanwhile': 1 },
    });
  });

  it('never brings back an item that was deleted', async () => {
    await createTable('Deleted', []);
    const write = {
      key: { id: { S: 'gone' } },
      replace: [{ at: ['owner'] as const, from: { S: oldSub(1) }, to: { S: newSub(1) } }],
      set: [],
      absent: [],
    };

    expect(await ports.updateItem('Deleted', write)).toMatchObject({ outcomes: { kind: 'condition-failed' } });
    if (command.name !== 'dynalite') {
      expect(await ports.runStatements('Deleted', [write])).toMatchObject({ outcomes: [{ kind: 'condition-failed' }] });
    }
    expect(await get('Deleted', 'gone')).toBeUndefined();
  });

  it('names a missing table without a word of its items', async () => {
    await expect(ports.describeTable('Missing')).rejects.toMatchObject({ code: 'not-found' });
  });
});
