import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AttributeValue, Item } from '../../core/owners/attribute-value.ts';
import { keyText } from '../../core/owners/item-key.ts';
import type { TablePorts } from '../../core/remap/table-ports.ts';
import { allDynamoDbEngines, type DynamoDbEngine, startDynamoDbEngine } from '../support/dynamodb-engines.ts';
import { type EngineTables, openEngineTables } from '../support/engine-tables.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';

const lookup = lookupOf(...[0, 1, 2, 3].map((n) => pairOf(n)));
const hashAndRange = {
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
};
/** Everything that has to come through a move as it was. */
const cargo: Item = {
  number: { N: '12345678901234567890123456789.125' },
  binary: { B: new Uint8Array([0, 255, 10]) },
  set: { SS: ['one'] },
  map: { M: { inner: { L: [{ NULL: true }, { BOOL: false }, { S: '' }] } } },
};

describe.each(allDynamoDbEngines)('owner rules on $name', (command) => {
  let engine: DynamoDbEngine | undefined;
  let tables: EngineTables;

  beforeEach(({ skip }) => skip(!command.isInstalled, `${command.name} is not installed here`));
  beforeAll(async () => {
    if (!command.isInstalled) return;
    engine = await startDynamoDbEngine(command);
    tables = openEngineTables(engine.url);
  });
  afterAll(() => engine?.close());

  it('rewrites what templates read, in the form it was found', async () => {
    await tables.createTable('Templates', [
      { id: { S: '1' }, who: { S: `USER#${oldSub(1)}` }, team: { L: [{ S: 'u/user-2' }, { S: 'user-2' }] } },
      { id: { S: '2' }, who: { S: `ORG#${oldSub(1)}` }, team: { SS: ['u/user-1', `u/${newSub(1)}`] } },
    ]);
    const owners = [
      { path: 'who', template: 'USER#{sub}' },
      { path: 'team[]', template: 'u/{username}' },
    ];

    await tables.remap([{ name: 'Templates', owners, dataStore: false }], lookup);

    expect(await tables.get('Templates', { id: { S: '1' } })).toEqual({
      id: { S: '1' },
      who: { S: `USER#${newSub(1)}` },
      team: { L: [{ S: `u/${newSub(2)}` }, { S: 'user-2' }] },
    });
    expect(await tables.get('Templates', { id: { S: '2' } })).toEqual({
      id: { S: '2' },
      who: { S: `ORG#${oldSub(1)}` },
      team: { SS: [`u/${newSub(1)}`] },
    });
  });

  it('renames keys of maps with what they lead to, and never over one that is there', async () => {
    // dynalite does not find a map equal to itself: with it, the old key would never be the one that was read.
    const value: AttributeValue = command.name === 'dynalite' ? { S: 'admin' } : { M: cargo };
    const roles = (owner: string, other: string): Item => ({
      roles: { M: { [owner]: value, [other]: { S: 'x' } } },
    });
    const many = Object.fromEntries(
      [0, 1, 2, 3].flatMap((n) => [
        [oldSub(n), { S: 'a' }],
        [`user ${n}`, { S: 'b' }],
      ]),
    );
    const clash = { id: { S: '2' }, ...roles(oldSub(1), newSub(1)) };
    await tables.createTable('Keys', [
      { id: { S: '1' }, ...roles(oldSub(1), 'nobody') },
      clash,
      { id: { S: '3' }, roles: { M: many } },
    ]);

    const result = await tables.remap([{ name: 'Keys', owners: [{ path: 'roles{}' }], dataStore: false }], lookup);

    expect(await tables.get('Keys', { id: { S: '1' } })).toEqual({ id: { S: '1' }, ...roles(newSub(1), 'nobody') });
    expect(await tables.get('Keys', { id: { S: '2' } })).toEqual(clash);
    expect(await tables.get('Keys', { id: { S: '3' } })).toEqual({
      id: { S: '3' },
      roles: {
        M: Object.fromEntries(
          [0, 1, 2, 3].flatMap((n) => [
            [newSub(n), { S: 'a' }],
            [`user ${n}`, { S: 'b' }],
          ]),
        ),
      },
    });
    expect(result.tables[0]?.passes.at(-1)).toMatchObject({ conflictsByCode: { 'map-key-exists': 1 } });
  });

  it('renames a key with what the application has put there since', async () => {
    await tables.createTable('Late', [{ id: { S: '1' }, roles: { M: { [oldSub(1)]: { S: 'reader' } } } }]);
    let isFirst = true;
    const over: TablePorts = {
      ...tables.ports,
      updateItem: async (table, write) => {
        if (isFirst) await tables.put('Late', { id: { S: '1' }, roles: { M: { [oldSub(1)]: { S: 'admin' } } } });
        isFirst = false;
        return tables.ports.updateItem(table, write);
      },
    };

    await tables.remap([{ name: 'Late', owners: [{ path: 'roles{}' }], dataStore: false }], lookup, over);

    expect(await tables.get('Late', { id: { S: '1' } })).toMatchObject({
      roles: { M: { [newSub(1)]: { S: 'admin' } } },
    });
  });

  it('changes a composite together with its owner, in an index that has it for a key', async () => {
    await tables.createTable('Joined', [], {
      AttributeDefinitions: ['id', 'owner', 'owner#at'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byOwner',
          KeySchema: [
            { AttributeName: 'owner', KeyType: 'HASH' },
            { AttributeName: 'owner#at', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    const item = (id: string, owner: string, composite: string): Item => ({
      id: { S: id },
      owner: { S: owner },
      at: { S: '2026' },
      'owner#at': { S: composite },
    });
    await tables.put('Joined', item('1', oldSub(1), `${oldSub(1)}#2026`));
    await tables.put('Joined', item('2', oldSub(1), 'something else'));

    const owners = [{ path: 'owner' }, { path: 'owner#at' }];
    const result = await tables.remap([{ name: 'Joined', owners, dataStore: false }], lookup);

    expect(await tables.get('Joined', { id: { S: '1' } })).toEqual(item('1', newSub(1), `${newSub(1)}#2026`));
    expect(await tables.get('Joined', { id: { S: '2' } })).toEqual(item('2', oldSub(1), 'something else'));
    expect(result.tables[0]?.passes[0]?.conflictsByCode).toEqual({ 'composite-differs': 1 });
  });

  describe('with owners in the primary key', () => {
    const note = (owner: string, sk: string, friend: string): Item => ({
      pk: { S: `USER#${owner}` },
      sk: { S: sk },
      friend: { S: friend },
      updatedAt: { S: '2026-01-01' },
      ...cargo,
    });
    const config = (name: string) => ({
      name,
      owners: [{ path: 'pk', template: 'USER#{sub}' }, { path: 'friend' }],
      dataStore: false,
      lock: 'updatedAt',
      moveItems: { pointedAtBy: [{ table: `${name}-pointing`, path: 'note' }] },
    });
    const pointing = (name: string) => ({
      name: `${name}-pointing`,
      owners: [{ path: 'note', template: 'USER#{sub}' }],
      dataStore: false,
    });
    const create = async (name: string) => {
      const items = [0, 1, 2, 3].flatMap((n) => ['a', 'b'].map((sk) => note(oldSub(n), sk, oldSub(0))));
      await tables.createTable(name, items, hashAndRange);
      await tables.createTable(`${name}-pointing`, [{ id: { S: '1' }, note: { S: `USER#${oldSub(1)}` } }]);
    };

    if (command.name === 'dynalite') {
      it('refuses to move them, by name, where there are no transactions', async () => {
        await create('Moving');

        const { failures } = await tables.remap([config('Moving'), pointing('Moving')], lookup);

        expect(failures).toMatchObject([
          { tableName: 'Moving', message: expect.stringContaining('TransactWriteItems') },
        ]);
        const item = note(oldSub(2), 'a', oldSub(0));
        expect(await tables.get('Moving', { pk: { S: `USER#${oldSub(2)}` }, sk: { S: 'a' } })).toEqual(item);
      });
      return;
    }

    it('moves them byte for byte, with what points at them', async () => {
      await create('Moving');

      const { tables: results } = await tables.remap([config('Moving'), pointing('Moving')], lookup);

      for (const n of [0, 1, 2, 3]) {
        for (const sk of ['a', 'b']) {
          expect(await tables.get('Moving', { pk: { S: `USER#${oldSub(n)}` }, sk: { S: sk } })).toBeUndefined();
          const moved = await tables.get('Moving', { pk: { S: `USER#${newSub(n)}` }, sk: { S: sk } });
          expect(moved).toEqual(note(newSub(n), sk, newSub(0)));
        }
      }
      expect(await tables.get('Moving-pointing', { id: { S: '1' } })).toMatchObject({
        note: { S: `USER#${newSub(1)}` },
      });
      expect(results[0]?.passes[0]).toMatchObject({ changed: 8, conflicts: 0 });
      expect(results[0]?.passes.at(-1)).toMatchObject({ items: 8, untouched: 8 });
    });

    it('leaves both items when the new key is taken', async () => {
      await create('Taken');
      const theirs = { pk: { S: `USER#${newSub(1)}` }, sk: { S: 'a' }, title: { S: 'theirs' } };
      await tables.put('Taken', theirs);

      const { tables: results } = await tables.remap([config('Taken'), pointing('Taken')], lookup);

      expect(await tables.get('Taken', { pk: theirs.pk, sk: theirs.sk })).toEqual(theirs);
      const ours = note(oldSub(1), 'a', oldSub(0));
      expect(await tables.get('Taken', { pk: { S: `USER#${oldSub(1)}` }, sk: { S: 'a' } })).toEqual(ours);
      expect(results[0]?.passes.at(-1)?.conflictsByCode).toEqual({ 'key-exists': 1 });
    });

    it('moves with what the application wrote between reading and writing', async () => {
      await create('Busy');
      const key = { pk: { S: `USER#${oldSub(1)}` }, sk: { S: 'a' } };
      const theirs = { updatedAt: { S: '2026-02-02' }, title: { S: 'new' } };
      let isFirst = true;
      const over: TablePorts = {
        ...tables.ports,
        moveItem: async (table, move) => {
          if (isFirst && keyText(move.from) === keyText(key)) {
            isFirst = false;
            await tables.put('Busy', { ...note(oldSub(1), 'a', oldSub(0)), ...theirs });
          }
          return tables.ports.moveItem(table, move);
        },
      };

      await tables.remap([config('Busy'), pointing('Busy')], lookup, over);

      const found = await tables.get('Busy', { ...key, pk: { S: `USER#${newSub(1)}` } });
      expect(found).toEqual({ ...note(newSub(1), 'a', newSub(0)), ...theirs });
    });

    it('makes a move once that is sent twice, and no half of one that is refused', async () => {
      const lock = { attribute: 'updatedAt', value: { S: '2026-01-01' } };
      const from = { pk: { S: 'old' }, sk: { S: '1' } };
      const item = { pk: { S: 'new' }, sk: { S: '1' }, updatedAt: { S: '2026-01-01' } };
      await tables.createTable('Twice', [{ ...from, updatedAt: { S: '2026-01-01' } }], hashAndRange);
      const move = { from, item, keyAttribute: 'pk', lock, token: 'twice' };
      const { moveItem } = tables.ports;

      const stale = { ...move, lock: { ...lock, value: { S: 'earlier' } }, token: 'stale' };
      expect(await moveItem('Twice', stale)).toMatchObject({ outcomes: { kind: 'condition-failed' } });
      expect(await tables.get('Twice', { pk: item.pk, sk: item.sk })).toBeUndefined();

      expect(await moveItem('Twice', move)).toMatchObject({ outcomes: { kind: 'written' } });
      await moveItem('Twice', move);
      expect(await tables.get('Twice', { pk: item.pk, sk: item.sk })).toEqual(item);
      expect(await tables.get('Twice', from)).toBeUndefined();
    });
  });
});
