import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Item } from '../../core/owners/attribute-value.ts';
import { keyText } from '../../core/owners/item-key.ts';
import type { ConditionalWrite, TablePorts } from '../../core/remap/table-ports.ts';
import { allDynamoDbEngines, type DynamoDbEngine, startDynamoDbEngine } from '../support/dynamodb-engines.ts';
import { type EngineTables, openEngineTables } from '../support/engine-tables.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';

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
  let tables: EngineTables;
  let ports: TablePorts;

  beforeEach(({ skip }) => skip(!command.isInstalled, `${command.name} is not installed here`));
  beforeAll(async () => {
    if (!command.isInstalled) return;
    engine = await startDynamoDbEngine(command);
    tables = openEngineTables(engine.url);
    ports = tables.ports;
  });
  afterAll(() => engine?.close());

  const createTable: EngineTables['createTable'] = (...args) => tables.createTable(...args);
  const put: EngineTables['put'] = (...args) => tables.put(...args);
  const get = (table: string, id: string) => tables.get(table, { id: { S: id } });
  const remap = (name: string, owners: readonly string[], over: TablePorts = ports, dataStore = false) =>
    tables.remap([{ name, owners: owners.map((path) => ({ path })), dataStore }], lookup, over);

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

    const { tables: results } = await remap('Shapes', ['owner', 'editors[]', 'meta.by', 'watchers[]']);

    expect(results[0]?.passes.map(({ items: n, changed, conflicts }) => [n, changed, conflicts])).toEqual([
      [60, expect.any(Number), 0],
      [60, 0, 0],
    ]);
    expect(results[0]?.isWithoutStatements).toBe(command.name === 'dynalite');
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

    const { tables: results } = await remap('Keys', ['owner']);

    expect(results[0]?.passes).toMatchObject([
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

    const { tables: results } = await remap('Contested', ['owner'], {
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
    expect(results[0]?.passes[0]).toMatchObject({
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
