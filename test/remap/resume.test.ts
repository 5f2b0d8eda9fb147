import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryRunStorage, type MemoryRunStorage } from '../../core/journal/create-memory-run-store.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { TableFault } from '../../core/remap/table-ports.ts';
import { createFakeTable, type FakeTable } from '../support/fake-table.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { createVictim, Killed } from '../support/mortal-table.ts';
import { remapOnce, snapshot } from '../support/remap-world.ts';

const lookup = lookupOf(pairOf(0), pairOf(1), pairOf(2), pairOf(3));
const owners = ['owner', 'editors[]', 'watchers[]'];

/** Everything the engine treats differently: statements, updates, sets, conflicts, strangers, current ones. */
const items = (): Item[] =>
  Array.from({ length: 24 }, (_, n) => ({
    id: { S: `item-${n}` },
    note: { N: String(n) },
    owner: {
      S: [oldSub(n % 4), `user-${n % 4}`, `${oldSub(n % 4)}::user-${n % 4}`, 'nobody', newSub(1)][n % 5] as string,
    },
    ...(n % 4 === 0 ? { editors: { L: [{ S: oldSub(1) }, { S: 'nobody' }, { S: newSub(2) }] } } : {}),
    ...(n % 6 === 0 ? { watchers: { SS: [oldSub(1), oldSub(2), newSub(2)] } } : {}),
    ...(n % 11 === 0 ? { editors: { L: [{ S: `${oldSub(0)}::user-1` }] } } : {}),
  }));

const live = async (table: FakeTable, storage: MemoryRunStorage, diesAt = Number.POSITIVE_INFINITY) => {
  const victim = createVictim(table, diesAt);
  try {
    const { tables } = await remapOnce({ table, lookup, owners, storage, onJournal: victim.onJournal });
    return { tables, steps: victim.steps() };
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return { tables: undefined, steps: victim.steps() };
  }
};

const undisturbed = async () => {
  const table = createFakeTable(items());
  const { tables, steps } = await live(table, createMemoryRunStorage());
  return { tables, steps, end: snapshot(table), writes: table.writes.toSorted() };
};

describe('a remap killed anywhere', () => {
  it('ends in the same state with the same totals, having written each item once, wherever it was killed', async () => {
    const { tables, steps, end, writes } = await undisturbed();
    expect(steps).toBeGreaterThan(100);

    for (let diesAt = 0; diesAt < steps; diesAt += 1) {
      const table = createFakeTable(items());
      const storage = createMemoryRunStorage();

      const first = await live(table, storage, diesAt);
      const second = first.tables === undefined ? await live(table, storage) : first;

      expect(second.tables, `killed at step ${diesAt}`).toEqual(tables);
      expect(snapshot(table), `killed at step ${diesAt}`).toEqual(end);
      expect(table.writes.toSorted(), `killed at step ${diesAt}`).toEqual(writes);
    }
  });

  it('survives being killed again and again', async () => {
    const { tables, end } = await undisturbed();

    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 60 }), { maxLength: 12 }), async (deaths) => {
        const table = createFakeTable(items());
        const storage = createMemoryRunStorage();
        for (const diesAt of deaths) if ((await live(table, storage, diesAt)).tables !== undefined) return;

        const last = await live(table, storage);

        expect(last.tables).toEqual(tables);
        expect(snapshot(table)).toEqual(end);
      }),
      { numRuns: 60 },
    );
  });

  it('reads a segment from its start when DynamoDB no longer takes the key it stopped at, and counts all the same', async () => {
    const { tables, steps, end } = await undisturbed();
    let restarts = 0;

    for (let diesAt = 0; diesAt < steps; diesAt += 5) {
      const table = createFakeTable(items());
      const storage = createMemoryRunStorage();
      await live(table, storage, diesAt);
      table.faultAt = () => undefined;
      const { scanSegment } = table.ports;
      const known = new Set<string>();
      table.ports.scanSegment = async (request) => {
        if (request.startKey !== undefined && !known.has(JSON.stringify(request.startKey))) {
          restarts += 1;
          throw new TableFault('invalid', 'ValidationException');
        }
        const page = await scanSegment(request);
        known.add(JSON.stringify(page.lastKey));
        return page;
      };

      const resumed = await remapOnce({ table, lookup, owners, storage });

      expect(resumed.tables, `killed at step ${diesAt}`).toEqual(tables);
      expect(snapshot(table), `killed at step ${diesAt}`).toEqual(end);
    }
    expect(restarts).toBeGreaterThan(5);
  });

  it('keeps the number of segments it began with', async () => {
    const { tables } = await undisturbed();
    const table = createFakeTable(items());
    const storage = createMemoryRunStorage();
    await live(table, storage, 40);
    table.faultAt = () => undefined;

    const resumed = await remapOnce({ table, lookup, owners, storage, totalSegments: 5 });

    expect(resumed.tables).toEqual(tables);
  });
});
