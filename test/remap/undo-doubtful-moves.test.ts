import { describe, expect, it } from 'vitest';
import { createMemoryRunStorage } from '../../core/journal/create-memory-run-store.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { keyText } from '../../core/owners/item-key.ts';
import { TableFault } from '../../core/remap/table-ports.ts';
import { createFakeTable, type FakeTable } from '../support/fake-table.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { createVictim, Killed } from '../support/mortal-table.ts';
import { planUndoOnce, remapOnce, snapshot, undoOnce, type World } from '../support/remap-world.ts';

/** Users 7 and 8 were merged. */
const lookup = lookupOf(
  ...Array.from({ length: 8 }, (_, n) => pairOf(n)),
  pairOf(8, { newSub: newSub(7), newUsername: newSub(7), via: 'merge' }),
);
const moving = { owners: [{ path: 'id' }, { path: 'friend' }], lock: 'v', moveItems: { pointedAtBy: [] } };

const profile = (n: number, v = `old-${n}`): Item => ({
  id: { S: oldSub(n) },
  friend: { S: oldSub((n + 1) % 7) },
  v: { S: v },
  name: { S: `profile ${n}` },
});
const theirs = (n: number, more: Item = {}): Item => ({ id: { S: newSub(n) }, name: { S: 'their own' }, ...more });

const worldOf = (table: FakeTable, totalSegments = 1) => ({
  table,
  lookup,
  owners: [],
  storage: createMemoryRunStorage(),
  config: moving,
  totalSegments,
});
const remove = (table: FakeTable, id: string) => table.items.delete(keyText({ id: { S: id } }));
const itemsIn = (table: FakeTable) => Object.values(snapshot(table)).map((item) => item as Item);

/** Kills a remap at its first move: before it reaches the table, or when it was made and nobody has heard of it. */
const killAtFirstMove = async (world: World & { readonly table: FakeTable }, when: 'before' | 'after') => {
  let isDead = false;
  world.table.faultAt = (call) => {
    if (isDead) return { when: 'before', error: new Killed() };
    if (call !== 'moveItem') return undefined;
    isDead = true;
    return { when, error: new Killed() };
  };
  await expect(remapOnce(world)).rejects.toThrow(Killed);
  world.table.faultAt = () => undefined;
};

describe('undoing a run that was killed over a move', () => {
  it('leaves the item that the application made under the new key, and says that the run did not write it', async () => {
    const table = createFakeTable([profile(1)]);
    const world = worldOf(table);
    await killAtFirstMove(world, 'before');
    table.put(theirs(1));
    const left = snapshot(table);
    table.calls.length = 0;

    const { tables } = await undoOnce(world);

    expect(snapshot(table)).toEqual(left);
    expect(table.calls).not.toContain('moveItem');
    expect(tables[0]?.passes).toMatchObject([
      { items: 2, changed: 0, untouched: 1, conflicts: 1, conflictsByCode: { 'new-since': 1 } },
    ]);
  });

  it('leaves the item under the new key, and names it, when the old one is gone and nothing shows that it was moved', async () => {
    const table = createFakeTable([profile(1)]);
    const world = worldOf(table);
    await killAtFirstMove(world, 'before');
    remove(table, oldSub(1));
    table.put(theirs(1, { v: { S: 'theirs' } }));
    const left = snapshot(table);

    const { tables } = await undoOnce(world);

    expect(snapshot(table)).toEqual(left);
    expect(tables[0]?.passes).toMatchObject([
      { items: 1, changed: 0, conflicts: 1, conflictsByCode: { 'move-in-doubt': 1 } },
    ]);
    expect(tables[0]?.movesInDoubt).toEqual([{ id: { S: newSub(1) } }]);
  });

  it('moves the item back that was moved and still has the lock it was moved with', async () => {
    const table = createFakeTable([profile(1)]);
    const before = snapshot(table);
    const world = worldOf(table);
    await killAtFirstMove(world, 'after');
    expect(itemsIn(table)).toMatchObject([{ id: { S: newSub(1) } }]);

    const { tables } = await undoOnce(world);

    expect(snapshot(table)).toEqual(before);
    expect(tables[0]).toMatchObject({ isClean: true, passes: [{ changed: 1, conflicts: 0 }, { changed: 0 }] });
  });

  it('names no item that was in doubt and is gone by the end', async () => {
    const table = createFakeTable([profile(1)]);
    const world = worldOf(table);
    await killAtFirstMove(world, 'before');
    remove(table, oldSub(1));
    table.put(theirs(1, { v: { S: 'theirs' } }));
    table.faultAt = (call) => {
      if (call === 'scanSegment') remove(table, newSub(1));
      return undefined;
    };

    const { tables } = await undoOnce(world);

    expect(tables[0]?.passes.at(-1)).toMatchObject({ items: 0, conflicts: 0 });
    expect(tables[0]?.movesInDoubt).toBeUndefined();
  });

  it('leaves the item that was moved, as a conflict, when there is one under the old key again', async () => {
    const table = createFakeTable([profile(1)]);
    const world = worldOf(table);
    await killAtFirstMove(world, 'after');
    table.put({ id: { S: oldSub(1) }, name: { S: 'blank' } });
    const left = snapshot(table);

    for (const withoutMap of [false, true]) {
      const { tables } = await undoOnce({ ...world, withoutMap });

      expect(snapshot(table)).toEqual(left);
      expect(tables[0]?.passes.at(-1)).toMatchObject({ conflicts: 1, conflictsByCode: { 'key-exists': 1 } });
    }
  });

  it('moves the item back that was moved by DataStore’s rules, whose version is its lock', async () => {
    const { v, ...item } = profile(1);
    const table = createFakeTable([{ ...item, _version: { N: '7' }, _lastChangedAt: { N: '1' }, was: v as never }]);
    const world = { ...worldOf(table), dataStore: true, config: { ...moving, lock: '_version', dataStore: true } };
    await killAtFirstMove(world, 'after');

    await undoOnce(world);

    expect(itemsIn(table)).toMatchObject([{ id: { S: oldSub(1) }, _version: { N: '9' } }]);
  });

  it('moves the item back that the run was found to have moved when it went on, whatever was written to it since', async () => {
    const table = createFakeTable([profile(1)]);
    const world = worldOf(table);
    await killAtFirstMove(world, 'after');
    await remapOnce(world);
    table.put({ ...profile(1, 'since'), id: { S: newSub(1) }, friend: { S: newSub(2) }, name: { S: 'renamed' } });

    await undoOnce(world);

    expect(itemsIn(table)).toEqual([{ ...profile(1, 'since'), name: { S: 'renamed' } }]);
  });

  it('gives back what a run that went on wrote into the application’s own item under the new key', async () => {
    const table = createFakeTable([profile(1)]);
    const world = worldOf(table);
    await killAtFirstMove(world, 'before');
    table.put(theirs(1, { friend: { S: oldSub(3) } }));
    const before = snapshot(table);
    await remapOnce(world);
    expect(snapshot(table)).not.toEqual(before);

    const { tables } = await undoOnce(world);

    expect(snapshot(table)).toEqual(before);
    expect(tables[0]?.passes[0]).toMatchObject({ changed: 1, conflicts: 0 });
  });

  it('gives back to an item what was written to it before the run was killed over its move', async () => {
    const table = createFakeTable([{ ...profile(1), id: { S: 'nobody yet' } }]);
    const world = worldOf(table);
    let pages = 0;
    let moves = 0;
    table.faultAt = (call) => {
      if (moves > 0) return { when: 'before', error: new Killed() };
      if (call === 'scanSegment') pages += 1;
      if (call === 'scanSegment' && pages === 2) table.put(profile(2));
      if (call !== 'moveItem') return undefined;
      moves += 1;
      return { when: 'before', error: new Killed() };
    };
    await expect(remapOnce(world)).rejects.toThrow(Killed);
    table.faultAt = () => undefined;

    await undoOnce(world);

    expect(itemsIn(table)).toEqual(itemsIn(createFakeTable([{ ...profile(1), id: { S: 'nobody yet' } }, profile(2)])));
  });
});

/** Users 7 and 8: the item of one was moved, and deleted; in the second pass that of the other came to the same key. */
const moveOneAfterTheOther = async (world: World & { readonly table: FakeTable }, first: Item, second: Item) => {
  const { table } = world;
  table.put(first);
  let pages = 0;
  table.faultAt = (call) => {
    if (call === 'scanSegment') pages += 1;
    if (call !== 'scanSegment' || pages !== (world.totalSegments ?? 1) + 1) return undefined;
    remove(table, newSub(7));
    table.put(second);
    return undefined;
  };
  await remapOnce(world);
  table.faultAt = () => undefined;
};

/** The answer to the next move that begins at this user's key is lost, and nothing was done; then the application acts. */
const loseAnswer = (table: FakeTable, n: number, thenApplication: () => void) => {
  let isLost = false;
  table.beforeWrite = (key) => {
    if (isLost || keyText(key) !== keyText({ id: { S: oldSub(n) } })) return undefined;
    isLost = true;
    thenApplication();
    throw new TableFault('unknown', 'InternalServerError');
  };
};

describe('undoing a move whose answer was lost, and whose item was seen where it was afterwards', () => {
  it.each([
    ['key-exists', (table: FakeTable) => table.put(theirs(1, { v: { S: 'theirs' } }))],
    ['no-lock', (table: FakeTable) => table.put({ id: { S: oldSub(1) }, friend: { S: oldSub(2) } })],
  ] as const)(
    'takes nothing of the application’s away once the old item was deleted by hand: %s',
    async (code, act) => {
      const table = createFakeTable([profile(1)]);
      const world = worldOf(table);
      loseAnswer(table, 1, () => act(table));
      const { tables: remapped } = await remapOnce(world);
      expect(remapped[0]?.passes[0]).toMatchObject({ changed: 0, conflictsByCode: { [code]: 1 } });
      remove(table, oldSub(1));
      table.put(theirs(1, { v: { S: 'theirs' } }));
      const left = snapshot(table);

      const { tables } = await undoOnce(world);

      expect(snapshot(table)).toEqual(left);
      expect(tables[0]?.passes).toMatchObject([{ changed: 0, conflictsByCode: { 'new-since': 1 } }]);
    },
  );

  it('takes nothing away where DynamoDB refused the move when it was sent again', async () => {
    const table = createFakeTable([profile(1)]);
    const world = worldOf(table);
    let tries = 0;
    table.beforeWrite = () => {
      tries += 1;
      if (tries === 1) throw new TableFault('unknown', 'InternalServerError');
      return { kind: 'invalid', code: 'ValidationError' };
    };
    await remapOnce(world);
    table.beforeWrite = () => undefined;
    remove(table, oldSub(1));
    table.put(theirs(1, { v: { S: 'theirs' } }));
    const left = snapshot(table);

    await undoOnce(world);

    expect(snapshot(table)).toEqual(left);
  });

  it('gives the item that stood in its way to the user whose it was', async () => {
    const table = createFakeTable([profile(7)], { itemsPerPage: 100 });
    const world = worldOf(table);
    let pages = 0;
    table.faultAt = (call) => {
      if (call === 'scanSegment') pages += 1;
      if (call === 'scanSegment' && pages === 2) {
        table.put(profile(8));
        loseAnswer(table, 8, () => undefined);
      }
      return undefined;
    };
    const { tables: remapped } = await remapOnce(world);
    expect(remapped[0]?.passes).toMatchObject([{ changed: 1 }, { changed: 0, conflictsByCode: { 'key-exists': 1 } }]);
    table.put({ ...profile(7, 'since'), id: { S: newSub(7) }, friend: { S: newSub(1) } });
    remove(table, oldSub(8));

    await undoOnce(world);

    expect(itemsIn(table)).toEqual([profile(7, 'since')]);
  });
});

describe('undoing moves of two merged users to one key', () => {
  it.each([1, 2, 3, 5, 8])(
    'gives the item back to whom it was taken from last, in %i segments',
    async (totalSegments) => {
      for (const [first, last] of [
        [7, 8],
        [8, 7],
      ] as const) {
        const table = createFakeTable([], { itemsPerPage: 100 });
        const world = worldOf(table, totalSegments);
        await moveOneAfterTheOther(world, profile(first), profile(last));
        expect(itemsIn(table)).toMatchObject([{ id: { S: newSub(7) }, name: { S: `profile ${last}` } }]);

        const { tables } = await undoOnce(world);

        expect(itemsIn(table), `${first}, then ${last}`).toEqual([profile(last)]);
        expect(tables[0], `${first}, then ${last}`).toMatchObject({
          isClean: true,
          passes: [{ changed: 1, conflicts: 0 }, { changed: 0 }],
        });
      }
    },
  );

  it.each([
    [7, 8],
    [8, 7],
  ] as const)('the later one too when it has come to the lock of the earlier: %i, then %i', async (first, last) => {
    const table = createFakeTable([], { itemsPerPage: 100 });
    const world = worldOf(table);
    await moveOneAfterTheOther(world, profile(first, '5'), profile(last, '3'));
    table.put({ ...profile(last, '5'), id: { S: newSub(7) } });

    await undoOnce(world);

    expect(itemsIn(table)).toEqual([profile(last, '5')]);
  });

  it('to the later one also when the run was killed over another move of the earlier one', async () => {
    const table = createFakeTable([], { itemsPerPage: 100 });
    const world = worldOf(table);
    let isDead = false;
    table.put(profile(7));
    let pages = 0;
    table.faultAt = (call) => {
      if (isDead) return { when: 'before', error: new Killed() };
      if (call === 'scanSegment') pages += 1;
      if (call === 'scanSegment' && pages === 2) {
        remove(table, newSub(7));
        table.put(profile(8));
      }
      if (call === 'scanSegment' && pages === 3) table.put(profile(7));
      if (call !== 'moveItem' || pages !== 3) return undefined;
      isDead = true;
      return { when: 'before', error: new Killed() };
    };
    await expect(remapOnce(world)).rejects.toThrow(Killed);
    table.faultAt = () => undefined;
    table.put({ ...profile(8, 'since'), id: { S: newSub(7) } });

    await undoOnce(world);

    expect(snapshot(table)).toEqual(snapshot(createFakeTable([profile(7), profile(8, 'since')])));
  });

  it.each([1, 2, 3, 5, 8])(
    'and takes the other for nobody’s that was never moved, in %i segments',
    async (segments) => {
      const table = createFakeTable([profile(7), profile(8)]);
      const before = snapshot(table);
      const world = worldOf(table, segments);
      await killAtFirstMove(world, 'after');

      const { tables } = await undoOnce(world);

      expect(snapshot(table)).toEqual(before);
      expect(tables[0]).toMatchObject({ isClean: true, passes: [{ changed: 1, conflicts: 0 }, { changed: 0 }] });
    },
  );
});

describe('undoing a remap that was killed anywhere over moves, two of them to one key', () => {
  const people = () => [1, 2, 7, 8, 3].map((n) => profile(n));
  const before = snapshot(createFakeTable(people()));
  const live = async (diesAt: number, goesOn: boolean) => {
    const table = createFakeTable(people());
    const world = worldOf(table, 2);
    const victim = createVictim(table, diesAt);
    const isKilled = await remapOnce({ ...world, onJournal: victim.onJournal }).then(
      () => false,
      (error: unknown) => {
        if (error instanceof Killed) return true;
        throw error;
      },
    );
    const steps = victim.steps();
    table.faultAt = () => undefined;
    if (isKilled && goesOn) await remapOnce(world);
    await undoOnce(world);
    return { table, isKilled, steps };
  };

  it.each([
    ['at once', false],
    ['after it went on to its end', true],
  ])('leaves every item as it was, %s', async (_, goesOn) => {
    const { steps } = await live(Number.POSITIVE_INFINITY, goesOn);
    expect(steps).toBeGreaterThan(40);
    for (let diesAt = 0; diesAt < steps; diesAt += 1) {
      const { table, isKilled } = await live(diesAt, goesOn);

      expect(isKilled, `step ${diesAt}`).toBe(true);
      expect(snapshot(table), `killed at step ${diesAt}`).toEqual(before);
    }
  });
});

describe('the plan of an undo', () => {
  it.each([1, 2, 5])(
    'counts an item once that was moved and then rewritten where it went, in %i segments',
    async (n) => {
      const table = createFakeTable([profile(0)], { itemsPerPage: 100 });
      const world = worldOf(table, n);
      let pages = 0;
      table.faultAt = (call) => {
        if (call === 'scanSegment') pages += 1;
        if (call === 'scanSegment' && pages === n + 1) {
          table.put({ ...profile(0, 'since'), id: { S: newSub(0) }, friend: { S: 'user-2' } });
        }
        return undefined;
      };
      await remapOnce(world);
      table.faultAt = () => undefined;

      const [plan] = await planUndoOnce(world);
      const { tables } = await undoOnce(world);

      expect(plan?.written).toMatchObject({ items: 1, changed: 1 });
      expect(plan?.written.byPath).toEqual(tables[0]?.passes[0]?.byPath);
    },
  );
});
