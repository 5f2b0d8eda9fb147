import { describe, expect, it } from 'vitest';
import { InterruptedError, PoolferryError } from '../../core/errors.ts';
import { createMemoryRunStorage } from '../../core/journal/create-memory-run-store.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { TableFault } from '../../core/remap/table-ports.ts';
import { createFakeTable, type FakeFault } from '../support/fake-table.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { remapOnce, snapshot } from '../support/remap-world.ts';
import { createSimulatedClock } from '../support/simulated-clock.ts';

const pairs = Array.from({ length: 5 }, (_, number) => pairOf(number));
const lookup = lookupOf(...pairs);
const stranger = '99999999-0000-4000-8000-000000000000';

const todo = (number: number, changes: Item = {}): Item => ({
  id: { S: `todo-${number}` },
  title: { S: `title ${number}` },
  owner: { S: oldSub(number % 5) },
  ...changes,
});
const todos = (count: number) => Array.from({ length: count }, (_, number) => todo(number));
const ownerOf = (item: Item | undefined) => (item?.owner as { S: string } | undefined)?.S;
const throttled = () => new TableFault('throttled', 'ThrottlingException');
const lost = () => new TableFault('unknown', 'ECONNRESET');

describe('executeRemap', () => {
  it('rewrites every mapped owner, leaves everything else, and counts every item once per pass', async () => {
    const table = createFakeTable([
      ...todos(40),
      todo(98, { owner: { S: stranger } }),
      todo(99, { owner: { S: newSub(1) } }),
    ]);
    const before = snapshot(table);

    const { tables } = await remapOnce({ table, lookup, owners: ['owner'] });

    for (const [key, item] of Object.entries(before)) {
      const number = pairs.findIndex((pair) => pair.oldSub === ownerOf(item));
      expect(table.items.get(key)).toEqual(number === -1 ? item : { ...item, owner: { S: newSub(number) } });
    }
    expect(tables[0]?.passes).toMatchObject([
      { items: 42, changed: 40, untouched: 2, conflicts: 0 },
      { items: 42, changed: 0, untouched: 42, conflicts: 0 },
    ]);
    expect(tables[0]?.passes[0]?.byPath.owner).toEqual({
      mapped: { sub: 40, username: 0, 'sub::username': 0 },
      current: 1,
      unmapped: 1,
      otherShape: 0,
    });
    expect(tables[0]).toMatchObject({ isClean: true, isWithoutStatements: false });
  });

  it('writes single owners by statements, and several owners of one item by one update', async () => {
    const table = createFakeTable([todo(1), todo(2, { editors: { L: [{ S: oldSub(1) }, { S: oldSub(3) }] } })]);

    await remapOnce({ table, lookup, owners: ['owner', 'editors[]'] });

    expect(table.calls.filter((call) => call === 'runStatements')).toHaveLength(1);
    expect(table.calls.filter((call) => call === 'updateItem')).toHaveLength(1);
    expect(table.writes).toHaveLength(2);
  });

  it('does nothing when nothing is to be done', async () => {
    const table = createFakeTable(todos(10));
    await remapOnce({ table, lookup, owners: ['owner'] });
    const after = snapshot(table);

    const { tables } = await remapOnce({ table, lookup, owners: ['owner'] });

    expect(tables[0]?.passes).toMatchObject([{ changed: 0, untouched: 10 }]);
    expect(table.writes).toHaveLength(10);
    expect(snapshot(table)).toEqual(after);
  });

  it('updates items one at a time, and says so, where there are no statements', async () => {
    const table = createFakeTable(todos(30), { hasStatements: false });

    const { tables } = await remapOnce({ table, lookup, owners: ['owner'] });

    expect(tables[0]).toMatchObject({ isWithoutStatements: true, passes: [{ changed: 30 }, { changed: 0 }] });
  });

  it('leaves an item with a conflict alone as a whole', async () => {
    const item = todo(1, { editors: { L: [{ S: `${oldSub(1)}::user-2` }] } });
    const table = createFakeTable([item]);

    const { tables } = await remapOnce({ table, lookup, owners: ['owner', 'editors[]'] });

    expect([...table.items.values()]).toEqual([item]);
    expect(tables[0]?.passes).toMatchObject([{ items: 1, conflicts: 1, conflictsByCode: { 'halves-differ': 1 } }]);
  });

  describe('when the application writes meanwhile', () => {
    it.each(['owner', 'editors[]'])('lets the application win at %s, and looks at the item again', async (path) => {
      const table = createFakeTable([todo(1, { editors: { L: [{ S: oldSub(2) }] } })]);
      const mine: Item = { ...todo(1), owner: { S: stranger }, editors: { L: [{ S: stranger }] } };
      table.beforeWrite = () => void (table.writes.length === 0 && table.put(mine));

      const { tables } = await remapOnce({ table, lookup, owners: [path] });

      expect([...table.items.values()]).toEqual([mine]);
      expect(tables[0]?.passes).toMatchObject([
        { changed: 0, conflicts: 1, conflictsByCode: { 'changed-meanwhile': 1 } },
        { items: 1, untouched: 1, conflicts: 0 },
      ]);
    });

    it('rewrites what the application wrote when that is an old id too', async () => {
      const table = createFakeTable([todo(1)]);
      let isFirst = true;
      table.beforeWrite = () => {
        if (isFirst) table.put(todo(1, { owner: { S: oldSub(3) } }));
        isFirst = false;
        return undefined;
      };

      const { tables } = await remapOnce({ table, lookup, owners: ['owner'] });

      expect(ownerOf([...table.items.values()][0])).toBe(newSub(3));
      expect(tables[0]?.passes.map(({ changed, conflicts }) => [changed, conflicts])).toEqual([
        [0, 1],
        [1, 0],
        [0, 0],
      ]);
    });

    it('never creates an item again that was deleted', async () => {
      const table = createFakeTable(todos(4));
      table.beforeWrite = () => void table.items.clear();

      const { tables } = await remapOnce({ table, lookup, owners: ['owner'], totalSegments: 1 });

      expect(table.items.size).toBe(0);
      expect(tables[0]?.passes[0]).toMatchObject({ items: 3, changed: 0, untouched: 3, gone: 3 });
    });

    it('stops after ten passes when old ids keep coming, and says that it is not clean', async () => {
      const table = createFakeTable(todos(1));
      table.faultAt = (call) => {
        if (call === 'scanSegment') table.put(todo(1000 + table.calls.length));
        return undefined;
      };

      const { tables } = await remapOnce({ table, lookup, owners: ['owner'], totalSegments: 1 });

      expect(tables[0]?.isClean).toBe(false);
      expect(tables[0]?.passes).toHaveLength(10);
    });
  });

  describe('when calls fail', () => {
    it('sends again what was throttled until all is written, without an error', async () => {
      const table = createFakeTable(todos(60));
      let left = 200;
      table.beforeWrite = () => (left-- > 0 ? { kind: 'throttled', code: 'ThrottlingError' } : undefined);
      table.faultAt = (_, position) => (position % 3 === 0 ? { when: 'before', error: throttled() } : undefined);

      const { tables, notes } = await remapOnce({ table, lookup, owners: ['owner'] });

      expect(tables[0]?.passes[0]).toMatchObject({ items: 60, changed: 60 });
      expect(table.writes).toHaveLength(60);
      expect(notes).toContain('throttled');
    });

    it('waits longer and longer while throttling lasts', async () => {
      const table = createFakeTable(todos(1));
      const clock = createSimulatedClock();
      table.beforeWrite = () => (clock.nowMs() - start < 30 * 60_000 ? { kind: 'throttled', code: 'x' } : undefined);
      const start = clock.nowMs();

      const { tables } = await remapOnce({ table, lookup, owners: ['owner'], clock });

      expect(tables[0]?.passes[0]?.changed).toBe(1);
      expect(clock.sleptMs.length).toBeLessThan(400);
    });

    it.each([
      ['before', 'statements', 'owner'],
      ['after', 'statements', 'owner'],
      ['before', 'updates', 'editors[]'],
      ['after', 'updates', 'editors[]'],
    ] as const)('counts an item once when the answer is lost %s the work of %s', async (when, _, path) => {
      const table = createFakeTable(
        Array.from({ length: 20 }, (__, n) => todo(n, { editors: { L: [{ S: oldSub(2) }] } })),
      );
      let losses = 0;
      table.faultAt = (call): FakeFault | undefined => {
        if (call !== 'runStatements' && call !== 'updateItem') return undefined;
        losses += 1;
        return losses % 2 === 1 ? { when, error: lost() } : undefined;
      };

      const { tables } = await remapOnce({ table, lookup, owners: [path] });

      expect(tables[0]?.passes).toMatchObject([{ items: 20, changed: 20 }, { changed: 0 }]);
      expect(table.writes).toHaveLength(20);
    });

    it('counts an item as untouched that another run rewrote first', async () => {
      const table = createFakeTable([todo(1)]);
      table.beforeWrite = () => void table.put(todo(1, { owner: { S: newSub(1) } }));

      const { tables } = await remapOnce({ table, lookup, owners: ['owner'] });

      expect(tables[0]?.passes).toMatchObject([{ items: 1, changed: 0, untouched: 1, conflicts: 0 }]);
    });

    it('reports an item that DynamoDB refuses, and rewrites the others of its batch', async () => {
      const table = createFakeTable(todos(10));
      table.beforeWrite = (key) =>
        (key.id as { S: string }).S === 'todo-3' ? { kind: 'invalid', code: 'ValidationError' } : undefined;

      const { tables } = await remapOnce({ table, lookup, owners: ['owner'] });

      const passes = tables[0]?.passes;
      expect(passes?.[0]).toMatchObject({
        items: 10,
        changed: 9,
        conflicts: 1,
        conflictsByCode: { 'write-refused': 1 },
      });
      expect(passes?.at(-1)).toMatchObject({ changed: 0, conflicts: 1 });
    });

    it('finds the bad one of a batch that is refused as a whole', async () => {
      const table = createFakeTable(todos(10));
      table.faultAt = (call) =>
        call === 'runStatements'
          ? { when: 'before', error: new TableFault('invalid', 'ValidationException') }
          : undefined;

      const { tables } = await remapOnce({ table, lookup, owners: ['owner'] });

      expect(tables[0]?.passes[0]).toMatchObject({ changed: 10, conflicts: 0 });
    });

    it('keeps what was done when access is lost in the middle, and continues when it is back', async () => {
      const undisturbed = await remapOnce({ table: createFakeTable(todos(60)), lookup, owners: ['owner'] });
      const table = createFakeTable(todos(60));
      const storage = createMemoryRunStorage();
      const denied = new PoolferryError('denied', { code: 'access-denied', hint: 'Allow it.' });
      table.faultAt = () => (table.writes.length > 20 ? { when: 'before', error: denied } : undefined);

      const first = await remapOnce({ table, lookup, owners: ['owner'], storage });
      table.faultAt = () => undefined;
      const second = await remapOnce({ table, lookup, owners: ['owner'], storage });

      expect(first).toMatchObject({
        tables: [],
        failures: [{ tableName: 'Todo', message: 'denied', hint: 'Allow it.' }],
      });
      expect(second.tables).toEqual(undisturbed.tables);
      expect(table.writes).toHaveLength(60);
    });

    it.each([
      ['statements', 'owner'],
      ['updates', 'editors[]'],
    ])('waits longer and longer, and in the end gives up, when writes alone fail (%s)', async (_, path) => {
      const table = createFakeTable([todo(1, { editors: { L: [{ S: oldSub(2) }] } })]);
      const clock = createSimulatedClock();
      let attempts = 0;
      table.faultAt = (call) => {
        if (call !== 'runStatements' && call !== 'updateItem') return undefined;
        attempts += 1;
        if (attempts > 1000) throw new Error('it never gives up');
        return { when: 'before', error: new TableFault('unknown', 'InternalServerError') };
      };

      const { failures, notes } = await remapOnce({ table, lookup, owners: [path], clock });

      expect(failures).toMatchObject([{ message: expect.stringContaining('InternalServerError') }]);
      expect(clock.monotonicMs()).toBeGreaterThan(10 * 60_000);
      expect(notes).toContain('InternalServerError');
    });

    it('leaves no failure behind that nobody waits for, when several writes of a batch fail in different ways', async () => {
      const denied = () => new PoolferryError('denied', { code: 'access-denied', hint: 'Allow it.' });
      const table = createFakeTable(todos(2), { itemsPerPage: 10 });
      // The first is handed to an update, whose failure comes after that of reading the second again.
      table.ports.runStatements = async () => ({
        outcomes: [{ kind: 'invalid', code: 'AccessDenied' }, { kind: 'condition-failed' }],
        writeUnits: undefined,
      });
      table.ports.getItem = () => Promise.reject(denied());
      table.ports.updateItem = () => new Promise((_, reject) => void setTimeout(() => reject(denied()), 5));
      const unwatched: unknown[] = [];
      const onUnwatched = (reason: unknown) => void unwatched.push(reason);
      process.on('unhandledRejection', onUnwatched);

      const { failures } = await remapOnce({ table, lookup, owners: ['owner'], totalSegments: 1 });
      await new Promise((resolve) => setTimeout(resolve, 20));
      process.off('unhandledRejection', onUnwatched);

      expect(failures).toMatchObject([{ message: 'denied' }]);
      expect(unwatched).toEqual([]);
    });

    it('says what DynamoDB could not do when an outage outlasts its patience', async () => {
      const table = createFakeTable(todos(3));
      table.faultAt = () => ({ when: 'before', error: lost() });

      const { failures } = await remapOnce({ table, lookup, owners: ['owner'] });

      expect(failures).toMatchObject([{ message: expect.stringContaining('ECONNRESET') }]);
    });

    it('gives up in good order when it is interrupted', async () => {
      const table = createFakeTable(todos(50));
      const interruption = new AbortController();
      table.beforeWrite = () => void (table.writes.length > 5 && interruption.abort());

      await expect(remapOnce({ table, lookup, owners: ['owner'], signal: interruption.signal })).rejects.toBeInstanceOf(
        InterruptedError,
      );
    });
  });

  describe('for DataStore tables', () => {
    const versioned = (version: number, changes: Item = {}) =>
      todo(1, { _version: { N: String(version) }, _lastChangedAt: { N: '5' }, _deleted: { BOOL: true }, ...changes });

    it('moves _version and _lastChangedAt along with the owner, and nothing else', async () => {
      const table = createFakeTable([versioned(7)]);

      await remapOnce({ table, lookup, owners: ['owner'], dataStore: true });

      expect([...table.items.values()]).toEqual([
        {
          ...versioned(8),
          owner: { S: newSub(1) },
          _lastChangedAt: { N: expect.stringMatching(/^\d{13}$/) },
        },
      ]);
    });

    it('takes up the version that the application wrote meanwhile', async () => {
      const table = createFakeTable([versioned(7)]);
      let isFirst = true;
      table.beforeWrite = () => {
        if (isFirst) table.put(versioned(8, { title: { S: 'changed' } }));
        isFirst = false;
        return undefined;
      };

      const { tables } = await remapOnce({ table, lookup, owners: ['owner'], dataStore: true });

      expect([...table.items.values()]).toMatchObject([
        { owner: { S: newSub(1) }, title: { S: 'changed' }, _version: { N: '9' } },
      ]);
      expect(tables[0]?.passes[0]).toMatchObject({ changed: 1, conflicts: 0 });
    });

    it('gives no version to an item that has none', async () => {
      const table = createFakeTable([todo(1)]);

      await remapOnce({ table, lookup, owners: ['owner'], dataStore: true });

      expect([...table.items.values()]).toEqual([todo(1, { owner: { S: newSub(1) } })]);
    });
  });

  it('writes each item once although two operators run it at the same time', async () => {
    const table = createFakeTable(todos(80));

    const both = await Promise.all([
      remapOnce({ table, lookup, owners: ['owner'] }),
      remapOnce({ table, lookup, owners: ['owner'], totalSegments: 5 }),
    ]);

    expect(table.writes).toHaveLength(80);
    const changed = both.flatMap(({ tables }) => tables[0]?.passes.map((pass) => pass.changed) ?? []);
    expect(changed.reduce((sum, each) => sum + each, 0)).toBe(80);
    for (const { tables } of both) expect(tables[0]).toMatchObject({ isClean: true });
  });

  it('uses the write units it may use, and never two per cent more in any ten seconds', async () => {
    const table = createFakeTable(todos(4000), { itemsPerPage: 500 });
    const clock = createSimulatedClock();
    const writtenAtMs: number[] = [];
    table.beforeWrite = () => void writtenAtMs.push(clock.monotonicMs());

    await remapOnce({ table, lookup, owners: ['owner'], clock, unitsPerSecond: 100 });

    const windows = writtenAtMs.map((from) => writtenAtMs.filter((at) => at >= from && at < from + 10_000).length);
    expect(Math.max(...windows)).toBeLessThanOrEqual(1020);
    expect(4000 / ((writtenAtMs.at(-1) ?? 0) / 1000)).toBeGreaterThanOrEqual(95);
  });

  it('replaces a list as a whole when too many of its elements change for one expression', async () => {
    const editors = { L: Array.from({ length: 400 }, (_, n) => ({ S: n % 2 === 0 ? oldSub(1) : stranger })) };
    const table = createFakeTable([todo(1, { owner: { S: stranger }, editors })]);

    const { tables } = await remapOnce({ table, lookup, owners: ['editors[]'] });

    const [item] = table.items.values();
    expect(item?.editors).toEqual({ L: editors.L.map(({ S }) => ({ S: S === stranger ? stranger : newSub(1) })) });
    expect(tables[0]?.passes[0]?.byPath['editors[]']).toMatchObject({ mapped: { sub: 200 }, unmapped: 200 });
  });

  it('writes nothing to a table while it cannot write its journal, and goes on when it can', async () => {
    const table = createFakeTable(todos(20));
    const storage = createMemoryRunStorage();
    const world = { table, lookup, owners: ['owner'], storage };
    let steps = 0;
    const onJournal = (what: 'before' | 'after') => {
      steps += 1;
      if (what === 'before' && steps > 1) throw new PoolferryError('The disk is full.', { code: 'disk-full' });
    };

    const first = await remapOnce({ ...world, onJournal });
    const writesMeanwhile = table.writes.length;
    const second = await remapOnce(world);

    expect(steps).toBeGreaterThan(2);
    expect(first.failures).toMatchObject([{ message: 'The disk is full.' }]);
    expect(writesMeanwhile).toBe(0);
    expect(second.tables[0]).toMatchObject({ isClean: true, passes: [{ changed: 20 }, { changed: 0 }] });
  });

  it('refuses to continue on a table that was made anew', async () => {
    const storage = createMemoryRunStorage();
    const dying = createFakeTable(todos(5));
    dying.faultAt = (call) => (call === 'runStatements' ? { when: 'before', error: new Error('killed') } : undefined);
    await expect(remapOnce({ table: dying, lookup, owners: ['owner'], storage })).rejects.toThrow('killed');

    const again = createFakeTable(todos(5), { facts: { createdAtMs: 2 } });
    const { failures } = await remapOnce({ table: again, lookup, owners: ['owner'], storage });

    expect(failures).toMatchObject([{ message: expect.stringContaining('made anew') }]);
    expect(again.writes).toEqual([]);
  });
});
