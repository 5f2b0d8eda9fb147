import { describe, expect, it } from 'vitest';
import { createMemoryRunStorage } from '../../core/journal/create-memory-run-store.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { TableFault } from '../../core/remap/table-ports.ts';
import { createFakeTable, type FakeTable } from '../support/fake-table.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { remapOnce, snapshot, undoOnce, type World } from '../support/remap-world.ts';

const lookup = lookupOf(...Array.from({ length: 8 }, (_, n) => pairOf(n)));
const moving = { owners: [{ path: 'id' }, { path: 'friend' }], lock: 'v', moveItems: { pointedAtBy: [] } };

/** What the application does between the first pass and the second. */
const betweenPasses = (table: FakeTable, totalSegments: number, write: () => void) => {
  let pages = 0;
  table.faultAt = (call) => {
    if (call === 'scanSegment') pages += 1;
    if (call === 'scanSegment' && pages === totalSegments + 1) write();
    return undefined;
  };
};

const undoAfter = async (
  items: readonly Item[],
  config: NonNullable<World['config']>,
  write: (table: FakeTable) => void,
  { totalSegments = 1 } = {},
) => {
  const table = createFakeTable(items, { itemsPerPage: 100 });
  const world = { table, lookup, owners: [], storage: createMemoryRunStorage(), config, totalSegments };
  betweenPasses(table, totalSegments, () => write(table));
  await remapOnce(world);
  table.faultAt = () => undefined;
  const { tables } = await undoOnce(world);
  return { table, undone: tables[0] };
};

describe('undoing a run that wrote an item in several passes', () => {
  it.each([1, 2, 3, 4, 5])(
    'moves an item back, and gives back what a later pass wrote at its new key, in %i segments',
    async (totalSegments) => {
      const { table, undone } = await undoAfter(
        [{ id: { S: oldSub(0) }, friend: { S: oldSub(1) }, v: { N: '1' } }],
        moving,
        ({ put }) => put({ id: { S: newSub(0) }, friend: { S: oldSub(2) }, v: { N: '2' } }),
        { totalSegments },
      );

      expect(Object.values(snapshot(table))).toEqual([
        { id: { S: oldSub(0) }, friend: { S: oldSub(2) }, v: { N: '2' } },
      ]);
      expect(undone).toMatchObject({ isClean: true, passes: [{ changed: 1, conflicts: 0 }, { changed: 0 }] });
    },
  );

  it('moves an item back whose move was answered by nobody, and which the application wrote before we looked', async () => {
    const table = createFakeTable([{ id: { S: oldSub(0) }, friend: { S: oldSub(1) }, v: { N: '1' } }]);
    const world = { table, lookup, owners: [], storage: createMemoryRunStorage(), config: moving };
    let lost = 0;
    table.faultAt = (call) => {
      if (call === 'getItem' && lost === 1) {
        table.put({ id: { S: newSub(0) }, friend: { S: 'the application' }, v: { N: '2' } });
        lost = 2;
      }
      if (call !== 'moveItem' || lost > 0) return undefined;
      lost = 1;
      return { when: 'after', error: new TableFault('unknown', 'ECONNRESET') };
    };

    const remapped = await remapOnce(world);
    await undoOnce(world);

    expect(remapped.tables[0]?.passes[0]).toMatchObject({ gone: 0, conflictsByCode: { 'changed-meanwhile': 1 } });
    expect(Object.values(snapshot(table))).toEqual([
      { id: { S: oldSub(0) }, friend: { S: 'the application' }, v: { N: '2' } },
    ]);
  });

  it('gives back every member of a set that the application added to between two passes', async () => {
    const { table, undone } = await undoAfter(
      [{ id: { S: 'one' }, editors: { SS: [oldSub(0), 'else'] } }],
      { owners: [{ path: 'editors[]' }] },
      ({ put }) => put({ id: { S: 'one' }, editors: { SS: ['else', newSub(0), oldSub(1)] } }),
    );

    expect(Object.values(snapshot(table))).toEqual([
      { id: { S: 'one' }, editors: { SS: ['else', oldSub(0), oldSub(1)] } },
    ]);
    expect(undone).toMatchObject({ isClean: true, passes: [{ changed: 1, conflicts: 0 }, { changed: 0 }] });
  });

  it('gives back both members that had become one, beside what the application added', async () => {
    const { table } = await undoAfter(
      [{ id: { S: 'one' }, editors: { SS: [oldSub(0), newSub(0)] } }],
      { owners: [{ path: 'editors[]' }] },
      ({ put }) => put({ id: { S: 'one' }, editors: { SS: [newSub(0), oldSub(1)] } }),
    );

    expect(Object.values(snapshot(table))).toEqual([
      { id: { S: 'one' }, editors: { SS: [oldSub(0), newSub(0), oldSub(1)] } },
    ]);
  });

  it('gives a map one key back for one key, the one that was renamed last', async () => {
    const { table } = await undoAfter(
      [{ id: { S: 'one' }, roles: { M: { [oldSub(0)]: { S: 'admin' } } } }],
      { owners: [{ path: 'roles{}' }] },
      ({ put }) => put({ id: { S: 'one' }, roles: { M: { 'user-0': { S: 'reader' } } } }),
    );

    expect(Object.values(snapshot(table))).toEqual([{ id: { S: 'one' }, roles: { M: { 'user-0': { S: 'reader' } } } }]);
  });
});

describe('undoing a remap of composites that the application has written since', () => {
  const config = { owners: [{ path: 'owner' }, { path: 'owner#createdAt' }] };
  const composite = (owner: string, createdAt: string): Item => ({
    id: { S: 'one' },
    owner: { S: owner },
    createdAt: { S: createdAt },
    'owner#createdAt': { S: `${owner}#${createdAt}` },
  });
  const undoSince = async (since: Item) => {
    const table = createFakeTable([composite(oldSub(0), 'monday')]);
    const world = { table, lookup, owners: [], storage: createMemoryRunStorage(), config };
    await remapOnce(world);
    table.put(since);
    const { tables } = await undoOnce(world);
    return { left: Object.values(snapshot(table)), passes: tables[0]?.passes };
  };

  it('joins it anew from the owner that is given back and the part that the application wrote', async () => {
    const { left } = await undoSince(composite(newSub(0), 'tuesday'));

    expect(left).toEqual([composite(oldSub(0), 'tuesday')]);
  });

  it('leaves an item alone whose composite is no longer its parts joined', async () => {
    const since = { ...composite(newSub(0), 'tuesday'), createdAt: { S: 'monday' } };
    const { left, passes } = await undoSince(since);

    expect(left).toEqual([since]);
    expect(passes).toMatchObject([{ changed: 0, conflictsByCode: { 'changed-since': 1 } }]);
  });
});
