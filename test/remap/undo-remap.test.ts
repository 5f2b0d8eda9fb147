import { describe, expect, it } from 'vitest';
import { createMemoryRunStorage, type MemoryRunStorage } from '../../core/journal/create-memory-run-store.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { TableFault } from '../../core/remap/table-ports.ts';
import { createFakeTable, type FakeTable } from '../support/fake-table.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { createVictim, Killed } from '../support/mortal-table.ts';
import { planUndoOnce, remapOnce, snapshot, undoOnce } from '../support/remap-world.ts';

const lookup = lookupOf(pairOf(0), pairOf(1), pairOf(2), pairOf(3));
const owners = ['owner', 'editors[]', 'watchers[]'];

/** Statements, updates, sets, conflicts, strangers, current ones. */
const items = (count = 16): Item[] =>
  Array.from({ length: count }, (_, n) => ({
    id: { S: `item-${n}` },
    note: { N: `${n}.50` },
    owner: {
      S: [oldSub(n % 4), `user-${n % 4}`, `${oldSub(n % 4)}::user-${n % 4}`, 'nobody'][n % 4] as string,
    },
    ...(n % 4 === 0 ? { editors: { L: [{ S: oldSub(1) }, { S: 'nobody' }, { S: oldSub(2) }] } } : {}),
    ...(n % 6 === 0 ? { watchers: { SS: [oldSub(2), oldSub(1)] } } : {}),
  }));

const remapped = async (table: FakeTable, world: { readonly dataStore?: boolean } = {}) => {
  const storage = createMemoryRunStorage();
  await remapOnce({ table, lookup, owners, storage, ...world });
  table.writes.length = 0;
  return storage;
};
const undo = (table: FakeTable, storage: MemoryRunStorage, more = {}) =>
  undoOnce({ table, lookup, owners, storage, ...more });
const itemOf = (table: FakeTable, id: string): Item => {
  const item = [...table.items.values()].find((each) => (each.id as { S: string }).S === id);
  if (item === undefined) throw new Error(`no item ${id}`);
  return item;
};

describe('undoing a remap', () => {
  it('gives every item back byte for byte, and counts each once', async () => {
    const table = createFakeTable(items());
    const before = snapshot(table);
    const storage = await remapped(table);
    expect(snapshot(table)).not.toEqual(before);

    const { tables } = await undo(table, storage);

    expect(snapshot(table)).toEqual(before);
    // All but the three strangers without editors or watchers.
    expect(tables[0]).toMatchObject({
      isClean: true,
      passes: [
        { items: 16, changed: 12 },
        { changed: 0, conflicts: 0 },
      ],
    });
    expect(tables[0]?.passes[0]?.byPath.owner?.mapped).toEqual({ sub: 4, username: 4, 'sub::username': 4 });
    expect(table.writes).toHaveLength(12);
  });

  it('changes nothing more when it is done again', async () => {
    const table = createFakeTable(items());
    const storage = await remapped(table);
    await undo(table, storage);
    table.writes.length = 0;

    const { tables } = await undo(table, storage);

    expect(table.writes).toEqual([]);
    expect(tables[0]).toMatchObject({
      isClean: true,
      passes: [{ items: 16, changed: 0, untouched: 16, conflicts: 0 }],
    });
  });

  it('leaves what the application wrote since, and gives the rest of that item back', async () => {
    const table = createFakeTable(items());
    const storage = await remapped(table);
    const mine = itemOf(table, 'item-0');
    table.put({ ...mine, owner: { S: 'the application' } });
    const theirs = itemOf(table, 'item-1');
    table.put({ ...theirs, owner: { S: 'the application' } });

    const { tables } = await undo(table, storage);

    expect(itemOf(table, 'item-0')).toEqual({ ...items()[0], owner: { S: 'the application' } });
    expect(itemOf(table, 'item-1')).toEqual({ ...items()[1], owner: { S: 'the application' } });
    expect(tables[0]?.passes.at(-1)).toMatchObject({ conflicts: 2, conflictsByCode: { 'changed-since': 2 } });
  });

  it('lets the application win that writes while it is undone', async () => {
    const table = createFakeTable(items());
    const storage = await remapped(table);
    let isWritten = false;
    table.beforeWrite = (key) => {
      if (!isWritten) {
        isWritten = true;
        const item = itemOf(table, (key.id as { S: string }).S);
        table.put({ ...item, owner: { S: 'the application' } });
      }
      return undefined;
    };

    const { tables } = await undo(table, storage);

    expect(
      [...table.items.values()].filter(({ owner }) => (owner as { S: string }).S === 'the application'),
    ).toHaveLength(1);
    expect(tables[0]?.passes.at(-1)?.conflictsByCode).toEqual({ 'changed-since': 1 });
  });

  it('counts what was created since under new ids, leaves it, and says nothing of it without the map', async () => {
    const table = createFakeTable(items());
    const storage = await remapped(table);
    table.put({ id: { S: 'later' }, owner: { S: newSub(1) } });
    table.put({ id: { S: 'later-too' }, owner: { S: `${newSub(2)}::${newSub(2)}` } });

    const { tables } = await undo(table, storage);
    const blind = await undo(table, storage, { withoutMap: true });

    expect(itemOf(table, 'later').owner).toEqual({ S: newSub(1) });
    expect(tables[0]?.passes.at(-1)?.conflictsByCode['new-since']).toBe(2);
    expect(blind.tables[0]?.passes.at(-1)?.conflicts).toBe(0);
  });

  it('never creates an item again that was deleted since, and counts it', async () => {
    const table = createFakeTable(items());
    const storage = await remapped(table);
    const [first] = [...table.items.keys()];
    table.items.delete(first ?? '');

    const { tables } = await undo(table, storage);

    expect(table.items.size).toBe(15);
    expect(tables[0]?.passes[0]).toMatchObject({ items: 16, gone: 1 });
  });

  it('gives back what the application had put there when passes wrote an item twice', async () => {
    const table = createFakeTable([{ id: { S: 'one' }, owner: { S: oldSub(1) } }]);
    const storage = createMemoryRunStorage();
    let scans = 0;
    table.faultAt = (call) => {
      if (call === 'scanSegment') scans += 1;
      if (call === 'scanSegment' && scans === 3) table.put({ id: { S: 'one' }, owner: { S: oldSub(2) } });
      return undefined;
    };
    const { tables } = await remapOnce({ table, lookup, owners, storage });
    expect(tables[0]?.passes.map(({ changed }) => changed)).toEqual([1, 1, 0]);

    await undo(table, storage);

    expect(itemOf(table, 'one').owner).toEqual({ S: oldSub(2) });
  });

  it('takes back nothing that another run wrote', async () => {
    const table = createFakeTable([{ id: { S: 'one' }, owner: { S: oldSub(1) } }]);
    const storage = createMemoryRunStorage();
    // Somebody else is first, between reading and writing.
    table.beforeWrite = () => void table.put({ id: { S: 'one' }, owner: { S: newSub(1) } });
    await remapOnce({ table, lookup, owners, storage });
    table.beforeWrite = () => undefined;

    const { tables } = await undo(table, storage);

    expect(itemOf(table, 'one').owner).toEqual({ S: newSub(1) });
    expect(tables[0]?.passes).toMatchObject([{ changed: 0, conflictsByCode: { 'new-since': 1 } }]);
  });

  it('gives back what was written although its answer was lost and the application then wrote beside it', async () => {
    const item = { id: { S: 'one' }, owner: { S: oldSub(1) }, editors: { L: [{ S: oldSub(2) }] } };
    const table = createFakeTable([item]);
    const storage = createMemoryRunStorage();
    let isLost = false;
    table.faultAt = (call) => {
      if (call === 'getItem') table.put({ ...itemOf(table, 'one'), owner: { S: oldSub(3) } });
      if (call !== 'updateItem' || isLost) return undefined;
      isLost = true;
      return { when: 'after', error: new TableFault('unknown', 'ECONNRESET') };
    };
    const { tables } = await remapOnce({ table, lookup, owners, storage });
    expect(tables[0]?.passes.map(({ changed, conflicts }) => [changed, conflicts])).toEqual([
      [0, 1],
      [1, 0],
      [0, 0],
    ]);

    await undo(table, storage);

    expect(itemOf(table, 'one')).toEqual({ ...item, owner: { S: oldSub(3) } });
  });

  it('moves _version of DataStore items up, never down', async () => {
    const versioned = { id: { S: 'one' }, owner: { S: oldSub(1) }, _version: { N: '7' }, _lastChangedAt: { N: '1' } };
    const table = createFakeTable([versioned]);
    const storage = await remapped(table, { dataStore: true });
    expect(itemOf(table, 'one')._version).toEqual({ N: '8' });

    await undo(table, storage, { dataStore: true });

    expect(itemOf(table, 'one')).toMatchObject({ owner: { S: oldSub(1) }, _version: { N: '9' } });
    expect(Number((itemOf(table, 'one')._lastChangedAt as { N: string }).N)).toBeGreaterThan(1);
  });

  it('finds an item that a scan does not show', async () => {
    const table = createFakeTable(items());
    const before = snapshot(table);
    const storage = await remapped(table);
    const { scanSegment } = table.ports;
    table.ports.scanSegment = async (request) => {
      const page = await scanSegment(request);
      return { ...page, items: page.items.filter(({ id }) => (id as { S: string }).S !== 'item-1') };
    };

    await undo(table, storage);

    expect(snapshot(table)).toEqual(before);
  });

  it('waits out throttling and lost answers, and counts each item once', async () => {
    const table = createFakeTable(items());
    const before = snapshot(table);
    const storage = await remapped(table);
    table.faultAt = (_, position) => {
      if (position % 3 === 1) return { when: 'before', error: new TableFault('throttled', 'ThrottlingException') };
      return position % 5 === 2 ? { when: 'after', error: new TableFault('unknown', 'ECONNRESET') } : undefined;
    };

    const { tables } = await undo(table, storage);

    expect(snapshot(table)).toEqual(before);
    expect(tables[0]?.passes[0]).toMatchObject({ items: 16, changed: 12 });
  });
});

const lives = async <Answer>(
  table: FakeTable,
  diesAt: number,
  life: (onJournal: () => void) => Promise<Answer>,
): Promise<{ readonly answer: Answer | undefined; readonly steps: number }> => {
  const victim = createVictim(table, diesAt);
  try {
    return { answer: await life(victim.onJournal), steps: victim.steps() };
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return { answer: undefined, steps: victim.steps() };
  } finally {
    table.faultAt = () => undefined;
  }
};

describe('the plan of an undo', () => {
  it('says by path and form what the run wrote, without reading the table', async () => {
    const table = createFakeTable(items());
    const storage = await remapped(table);
    table.calls.length = 0;

    const [plan] = await planUndoOnce({ table, lookup, owners, storage });

    expect(table.calls).toEqual([]);
    expect(plan).toMatchObject({ unsettledItems: 0, writeUnits: 12, written: { items: 12 } });
    expect(plan?.written.byPath.owner?.mapped).toEqual({ sub: 4, username: 4, 'sub::username': 4 });
  });

  it('says how many items have no outcome on record because the run was killed', async () => {
    let inDoubt = 0;
    for (let diesAt = 2; diesAt < 60; diesAt += 4) {
      const table = createFakeTable(items());
      const storage = createMemoryRunStorage();
      await lives(table, diesAt, (onJournal) => remapOnce({ table, lookup, owners, storage, onJournal }));

      const [plan] = await planUndoOnce({ table, lookup, owners, storage });

      expect(plan?.unsettledItems).toBeLessThanOrEqual(plan?.written.items ?? 0);
      // Of what was written, everything is in the plan, settled or not.
      expect(plan?.written.items).toBeGreaterThanOrEqual(new Set(table.writes).size);
      inDoubt += plan?.unsettledItems ?? 0;
    }
    expect(inDoubt).toBeGreaterThan(0);
  });
});

describe('undo, killed anywhere', () => {
  it('restores every item after a remap that was killed anywhere, and the remap does not continue behind it', async () => {
    let killed = 0;
    for (let diesAt = 2; ; diesAt += 3) {
      const table = createFakeTable(items(9));
      const before = snapshot(table);
      const storage = createMemoryRunStorage();
      const { answer } = await lives(table, diesAt, (onJournal) =>
        remapOnce({ table, lookup, owners, storage, onJournal }),
      );
      if (answer !== undefined) break;
      killed += 1;

      const undone = await undo(table, storage);

      expect(snapshot(table), `remap killed at step ${diesAt}`).toEqual(before);
      expect(undone.tables[0]?.passes.at(-1), `remap killed at step ${diesAt}`).toMatchObject({ conflicts: 0 });
      const again = await remapOnce({ table, lookup, owners, storage });
      expect(again.tables[0]?.passes[0], `remap killed at step ${diesAt}`).toMatchObject({ changed: 7 });
    }
    expect(killed).toBeGreaterThan(15);
  });

  it('ends in the same state with the same totals, having written each item once, wherever it was killed', async () => {
    const undoneAfter = async (diesAt: number) => {
      const table = createFakeTable(items(9));
      const before = snapshot(table);
      const storage = await remapped(table);
      const first = await lives(table, diesAt, (onJournal) => undo(table, storage, { onJournal }));
      const last = first.answer ?? (await undo(table, storage));
      expect(snapshot(table), `killed at step ${diesAt}`).toEqual(before);
      return { tables: last.tables, writes: table.writes.toSorted(), steps: first.steps };
    };
    const undisturbed = await undoneAfter(Number.POSITIVE_INFINITY);
    expect(undisturbed.steps).toBeGreaterThan(50);

    for (let diesAt = 0; diesAt < undisturbed.steps; diesAt += 1) {
      const { tables, writes } = await undoneAfter(diesAt);
      expect(tables, `killed at step ${diesAt}`).toEqual(undisturbed.tables);
      expect(writes, `killed at step ${diesAt}`).toEqual(undisturbed.writes);
    }
  });
});
