import { describe, expect, it } from 'vitest';
import { createMemoryRunStorage } from '../../core/journal/create-memory-run-store.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { createFakeTable } from '../support/fake-table.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { createVictim, Killed } from '../support/mortal-table.ts';
import { remapOnce, snapshot, undoOnce } from '../support/remap-world.ts';

const lookup = lookupOf(...Array.from({ length: 8 }, (_, n) => pairOf(n)));
const owners: string[] = [];

const profiles = (): Item[] =>
  Array.from({ length: 8 }, (_, n) => ({
    id: { S: oldSub(n) },
    friend: { S: oldSub((n + 1) % 8) },
    v: { N: '1' },
  }));
const moving = { owners: [{ path: 'id' }, { path: 'friend' }], lock: 'v', moveItems: { pointedAtBy: [] } };

describe('undoing a remap that moved items', () => {
  it('moves every item back, counts each once, and takes none of them for somebody else’s', async () => {
    const table = createFakeTable(profiles());
    const before = snapshot(table);
    const storage = createMemoryRunStorage();
    const world = { table, lookup, owners, storage, config: moving };
    await remapOnce(world);
    expect(snapshot(table)).not.toEqual(before);

    const { tables } = await undoOnce(world);

    expect(snapshot(table)).toEqual(before);
    expect(tables[0]).toMatchObject({ isClean: true, passes: [{ changed: 8, conflicts: 0 }, { changed: 0 }] });
  });

  it('leaves what the application wrote into a moved item since, and the item where it is', async () => {
    const table = createFakeTable(profiles());
    const storage = createMemoryRunStorage();
    const world = { table, lookup, owners, storage, config: moving };
    await remapOnce(world);
    table.put({ id: { S: newSub(1) }, friend: { S: 'the application' }, v: { N: '2' } });

    await undoOnce(world);

    const friends = [...table.items.values()].map(({ id, friend }) => [id, friend]);
    expect(friends).toContainEqual([{ S: oldSub(1) }, { S: 'the application' }]);
    expect(friends).toContainEqual([{ S: oldSub(0) }, { S: oldSub(1) }]);
  });

  it('comes to the same end wherever it is killed', async () => {
    const diesAfter = async (diesAt: number) => {
      const table = createFakeTable(profiles());
      const before = snapshot(table);
      const storage = createMemoryRunStorage();
      const world = { table, lookup, owners, storage, config: moving };
      await remapOnce(world);
      const victim = createVictim(table, diesAt);
      const isKilled = await undoOnce({ ...world, onJournal: victim.onJournal }).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Killed) return true;
          throw error;
        },
      );
      table.faultAt = () => undefined;
      const { tables } = await undoOnce(world);
      expect(snapshot(table)).toEqual(before);
      expect(tables[0]?.passes[0]).toMatchObject({ changed: isKilled ? 8 : 0, conflicts: 0, gone: 0 });
      return isKilled;
    };

    let points = 0;
    while (await diesAfter(points)) points += 1;

    expect(points).toBeGreaterThan(40);
  });
});

describe('undoing a remap of map keys, composites and templates', () => {
  it('gives every item back byte for byte', async () => {
    const table = createFakeTable(
      Array.from({ length: 12 }, (_, n) => ({
        id: { S: `item-${n}` },
        owner: { S: oldSub(n % 8) },
        createdAt: { S: `2026-01-${n}` },
        'owner#createdAt': { S: `${oldSub(n % 8)}#2026-01-${n}` },
        roles: { M: { [oldSub(n % 8)]: { S: 'admin' }, [oldSub((n + 3) % 8)]: { N: '1.50' }, other: { NULL: true } } },
        sort: { S: `USER#${oldSub(n % 8)}` },
      })),
    );
    const before = snapshot(table);
    const storage = createMemoryRunStorage();
    const config = {
      owners: [
        { path: 'owner' },
        { path: 'owner#createdAt' },
        { path: 'roles{}' },
        { path: 'sort', template: 'USER#{sub}' },
      ],
    };
    const world = { table, lookup, owners, storage, config };
    const remapped = await remapOnce(world);
    expect(remapped.tables[0]?.passes[0]).toMatchObject({ changed: 12 });
    expect(JSON.stringify(snapshot(table))).not.toContain(oldSub(1));

    const { tables } = await undoOnce(world);

    expect(snapshot(table)).toEqual(before);
    expect(tables[0]).toMatchObject({ isClean: true, passes: [{ changed: 12, conflicts: 0 }, { changed: 0 }] });
  });
});
