import { describe, expect, it } from 'vitest';
import { createMemoryRunStorage, type MemoryRunStorage } from '../../core/journal/create-memory-run-store.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { TableFault } from '../../core/remap/table-ports.ts';
import { createFakeTable, type FakeTable } from '../support/fake-table.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { createVictim, Killed } from '../support/mortal-table.ts';
import { remapOnce, snapshot } from '../support/remap-world.ts';

const lookup = lookupOf(
  ...Array.from({ length: 8 }, (_, n) => pairOf(n)),
  pairOf(8, { newSub: newSub(7), newUsername: newSub(7), via: 'merge' }),
);

/** A profile, whose key is its user. */
const user = (n: number, changes: Item = {}): Item => ({
  id: { S: oldSub(n) },
  friend: { S: oldSub((n + 1) % 8) },
  v: { N: '1' },
  everything: { M: { b: { B: new Uint8Array([0, 255]) }, n: { NS: ['1', '2.50'] }, '': { NULL: true } } },
  ...changes,
});
const movedUser = (n: number, changes: Item = {}): Item =>
  user(n, { id: { S: newSub(n) }, friend: { S: newSub((n + 1) % 8) }, ...changes });

const config = { owners: [{ path: 'id' }, { path: 'friend' }], lock: 'v', moveItems: { pointedAtBy: [] } };
const moveAll = (table: FakeTable, storage?: MemoryRunStorage, onJournal?: (what: 'before' | 'after') => void) =>
  remapOnce({
    table,
    lookup,
    owners: [],
    config,
    ...(storage === undefined ? {} : { storage }),
    ...(onJournal === undefined ? {} : { onJournal }),
  });
const idsIn = (table: FakeTable) => [...table.items.values()].map(({ id }) => (id as { S: string }).S).toSorted();
const lastOf = (result: Awaited<ReturnType<typeof moveAll>>) => result.tables[0]?.passes.at(-1);

describe('an item with its owner in the primary key', () => {
  it('is put under the new key with every other byte as it was, and is gone from the old one', async () => {
    const table = createFakeTable([0, 1, 2, 3, 4, 5, 6, 7].map((n) => user(n)));

    const result = await moveAll(table);

    const expected = createFakeTable([0, 1, 2, 3, 4, 5, 6, 7].map((n) => movedUser(n)));
    expect(snapshot(table)).toEqual(snapshot(expected));
    expect(result.tables[0]?.passes[0]).toMatchObject({ changed: 8, conflicts: 0 });
    expect(lastOf(result)).toMatchObject({ items: 8, changed: 0, untouched: 8 });
    expect(table.calls.filter((call) => call === 'moveItem')).toHaveLength(8);
    expect(table.calls).not.toContain('updateItem');
  });

  it('stays where it is when only its other owners change', async () => {
    const table = createFakeTable([user(1, { id: { S: 'someone' } })]);

    await moveAll(table);

    expect([...table.items.values()]).toEqual([movedUser(1, { id: { S: 'someone' } })]);
    expect(table.calls).not.toContain('moveItem');
  });

  it('stays, and so does the other, when there is an item under the new key', async () => {
    const theirs: Item = { id: { S: newSub(1) }, title: { S: 'another' } };
    const table = createFakeTable([user(1), theirs]);

    const result = await moveAll(table);

    expect(snapshot(table)).toEqual(snapshot(createFakeTable([user(1), theirs])));
    expect(lastOf(result)).toMatchObject({ items: 2, conflicts: 1, conflictsByCode: { 'key-exists': 1 } });
  });

  it('of two users who were merged, one moves and the other stays', async () => {
    const table = createFakeTable([user(7, { friend: { S: 'x' } }), user(8, { friend: { S: 'x' } })]);

    const result = await moveAll(table);

    expect(idsIn(table)).toHaveLength(2);
    expect(idsIn(table)).toContain(newSub(7));
    expect(lastOf(result)).toMatchObject({ conflicts: 1, conflictsByCode: { 'key-exists': 1 } });
  });

  it('stays when it has no lock, which nobody could hold it by', async () => {
    const { v, ...unlocked } = user(1);
    const table = createFakeTable([unlocked]);

    const result = await moveAll(table);

    expect([v, ...table.items.values()]).toEqual([{ N: '1' }, unlocked]);
    expect(lastOf(result)).toMatchObject({ conflictsByCode: { 'no-lock': 1 } });
  });

  it('moves with what the application wrote between reading and writing', async () => {
    const table = createFakeTable([user(1)]);
    let writes = 0;
    table.beforeWrite = () => {
      writes += 1;
      if (writes === 1) table.put(user(1, { v: { N: '2' }, title: { S: 'new' } }));
      return undefined;
    };

    await moveAll(table);

    expect([...table.items.values()]).toEqual([movedUser(1, { v: { N: '2' }, title: { S: 'new' } })]);
  });

  it('stays with the owner that the application gave it meanwhile', async () => {
    const table = createFakeTable([user(1)]);
    const theirs = user(1, { v: { N: '2' }, friend: { S: 'someone' } });
    table.beforeWrite = () => {
      if (table.writes.length === 0 && idsIn(table)[0] === oldSub(1)) table.put(theirs);
      return undefined;
    };

    const result = await moveAll(table);

    expect(result.tables[0]?.passes[0]).toMatchObject({ changed: 0, conflictsByCode: { 'changed-meanwhile': 1 } });
    expect([...table.items.values()]).toEqual([{ ...theirs, id: { S: newSub(1) } }]);
  });

  it('is not brought back when it is deleted meanwhile', async () => {
    const table = createFakeTable([user(1)]);
    table.beforeWrite = () => {
      table.items.clear();
      return undefined;
    };

    const result = await moveAll(table);

    expect(table.items.size).toBe(0);
    expect(result.tables[0]?.passes[0]).toMatchObject({ items: 1, changed: 0, untouched: 1, gone: 1 });
  });

  it.each([
    ['before', 'nothing was done'],
    ['after', 'it was done'],
  ] as const)('moves once when an answer gets lost and %s: %s', async (when, _) => {
    const table = createFakeTable([0, 1, 2].map((n) => user(n)));
    let lost = 0;
    table.faultAt = (call) => {
      if (call !== 'moveItem' || lost >= 3) return undefined;
      lost += 1;
      return { when, error: new TableFault('unknown', 'ECONNRESET') };
    };

    const result = await moveAll(table);

    expect(idsIn(table)).toEqual([0, 1, 2].map(newSub));
    expect(result.tables[0]?.passes[0]).toMatchObject({ changed: 3, conflicts: 0 });
    expect(table.writes).toHaveLength(3);
  });

  it('waits out throttling, and a transaction that collides', async () => {
    const table = createFakeTable([user(1)]);
    let tries = 0;
    table.beforeWrite = () => {
      tries += 1;
      return tries < 4 ? { kind: 'throttled', code: 'TransactionConflict' } : undefined;
    };

    const result = await moveAll(table);

    expect([idsIn(table), tries, result.notes]).toEqual([[newSub(1)], 4, Array(3).fill('TransactionConflict')]);
  });

  it('stays, as one bad item does, when DynamoDB refuses what would be put', async () => {
    const table = createFakeTable([user(1), user(2)]);
    table.beforeWrite = (key) =>
      JSON.stringify(key).includes(oldSub(1)) ? { kind: 'invalid', code: 'ValidationError' } : undefined;

    const result = await moveAll(table);

    expect(idsIn(table)).toEqual([oldSub(1), newSub(2)]);
    expect(lastOf(result)).toMatchObject({ conflictsByCode: { 'write-refused': 1 } });
  });

  it('is refused, with nothing done, where there are no transactions', async () => {
    const table = createFakeTable([user(1)], { hasTransactions: false });

    const { failures } = await moveAll(table);

    expect(failures).toMatchObject([{ message: expect.stringContaining('knows no TransactWriteItems') }]);
    expect(snapshot(table)).toEqual(snapshot(createFakeTable([user(1)])));
  });

  it('moves the version of DataStore along', async () => {
    const table = createFakeTable([user(1, { _version: { N: '41' }, _lastChangedAt: { N: '1' } })]);

    await remapOnce({
      table,
      lookup,
      owners: [],
      dataStore: true,
      config: { ...config, dataStore: true, lock: '_version' },
    });

    const [item] = table.items.values();
    expect(item).toMatchObject({ id: { S: newSub(1) }, _version: { N: '42' } });
    expect(item?._lastChangedAt).not.toEqual({ N: '1' });
  });
});

describe('moving items, killed anywhere', () => {
  const people = () => [0, 1, 2, 3, 4, 5].map((n) => user(n));

  const live = async (table: FakeTable, storage: MemoryRunStorage, diesAt = Number.POSITIVE_INFINITY) => {
    const victim = createVictim(table, diesAt);
    try {
      return { result: await moveAll(table, storage, victim.onJournal), steps: victim.steps() };
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      return { result: undefined, steps: victim.steps() };
    }
  };

  it('ends with each item once, under its new key, counted once as changed', async () => {
    const undisturbed = createFakeTable(people());
    const { steps } = await live(undisturbed, createMemoryRunStorage());
    expect(steps).toBeGreaterThan(60);

    for (let diesAt = 0; diesAt < steps; diesAt += 1) {
      const table = createFakeTable(people());
      const storage = createMemoryRunStorage();
      const first = await live(table, storage, diesAt);
      const ids = idsIn(table).map((id) => Number(id.slice(-3)));
      expect(ids.toSorted(), `after death at step ${diesAt}`).toEqual([0, 1, 2, 3, 4, 5]);

      const last = first.result ?? (await live(table, storage)).result;

      expect(snapshot(table), `killed at step ${diesAt}`).toEqual(snapshot(undisturbed));
      expect(table.writes.toSorted(), `killed at step ${diesAt}`).toEqual(undisturbed.writes.toSorted());
      expect(
        last?.tables[0]?.passes.reduce((sum, { changed }) => sum + changed, 0),
        `killed at step ${diesAt}`,
      ).toBe(6);
      expect(last?.tables[0]?.passes.at(-1)).toMatchObject({ items: 6, untouched: 6, conflicts: 0 });
    }
  });

  it('is moved once when two operators run at the same time', async () => {
    const table = createFakeTable(people());

    const results = await Promise.all([moveAll(table), moveAll(table)]);

    expect(snapshot(table)).toEqual(snapshot(createFakeTable([0, 1, 2, 3, 4, 5].map((n) => movedUser(n)))));
    const passes = results.flatMap(({ tables }) => tables[0]?.passes ?? []);
    expect(passes.reduce((sum, { changed }) => sum + changed, 0)).toBe(6);
    expect(results.map((result) => lastOf(result)?.conflicts)).toEqual([0, 0]);
  });
});
