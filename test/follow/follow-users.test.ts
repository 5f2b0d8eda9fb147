import { describe, expect, it } from 'vitest';
import { PoolferryError } from '../../core/errors.ts';
import type { LedgerRow } from '../../core/identity/ledger.ts';
import { TableFault } from '../../core/remap/table-ports.ts';
import { createFakeTable, type FakeTable } from '../support/fake-table.ts';
import {
  boundRow,
  createFollowWorld,
  hourMs,
  indexedTable,
  item,
  newYearMs,
  ownersIn,
} from '../support/follow-world.ts';
import { newSub, oldSub } from '../support/identity-pairs.ts';

const itemsOfThree = () => [
  item('a', oldSub(1)),
  item('b', 'user-1'),
  item('c', `${oldSub(1)}::user-1`),
  item('d', oldSub(2)),
  item('e', 'somebody'),
];
const followed = {
  a: newSub(1),
  b: newSub(1),
  c: `${newSub(1)}::${newSub(1)}`,
  d: oldSub(2),
  e: 'somebody',
};
const reserved = (n: number): LedgerRow => ({ ...boundRow(n), state: 'reserved' });
/** Single units of the rate limit take fractions of a millisecond. */
const toSeconds = (ms: number | undefined) => Math.floor((ms ?? 0) / 1_000);

describe.each<[string, (items: ReturnType<typeof itemsOfThree>) => FakeTable]>([
  ['an index', indexedTable],
  ['a scan', createFakeTable],
])('following by %s', (_route, createTable) => {
  it('gives users who have crossed what is theirs, in every form, and nobody else anything', async () => {
    const table = createTable(itemsOfThree());
    const { once } = createFollowWorld([table], [boundRow(1), reserved(2)]);

    const { rounds } = await once();

    expect(ownersIn(table)).toEqual(followed);
    expect(rounds[0]).toMatchObject({ bound: 1, due: 1, newlyBound: 1, failures: [] });
  });

  it('has every item that it looked at in one count', async () => {
    const table = createTable([...itemsOfThree(), item('x', `${oldSub(1)}::user-1`, { more: { S: 'kept' } })]);
    const { once } = createFollowWorld([table], [boundRow(1)]);

    const { rounds, totals } = await once();

    const tally = rounds[0]?.tables[0]?.tally;
    expect(tally?.items).toBe((tally?.changed ?? 0) + (tally?.untouched ?? 0) + (tally?.conflicts ?? 0));
    expect(tally?.changed).toBe(4);
    expect(totals).toMatchObject({ followed: 1, changedByTable: { Todo: 4 } });
  });

  it('looks again for as long as old tokens live, and then no more', async () => {
    const table = createTable(itemsOfThree());
    const world = createFollowWorld([table], [boundRow(1)]);
    await world.live(30);
    table.put(item('late', oldSub(1)));

    const { rounds } = await world.live(60);

    expect(ownersIn(table).late).toBe(newSub(1));
    // Bound at the beginning: an hour of tokens, and the five minutes that clocks and indexes may be off. Round 31 began
    // in the minute of round 30.
    const last = rounds.findIndex(({ settled }) => settled === 1);
    expect(rounds[last]?.number).toBe(67);
    expect(rounds.slice(last + 1).every(({ due }) => due === 0)).toBe(true);
    table.put(item('too late', oldSub(1)));
    const before = table.calls.length + world.queries.length;
    await world.live(3);
    expect(table.calls.length + world.queries.length).toBe(before);
  });

  it('finds a claim that appears late, and says how long its user waited', async () => {
    const table = createTable(itemsOfThree());
    const rows: LedgerRow[] = [boundRow(1)];
    const world = createFollowWorld([table], rows);
    await world.live(2);
    const boundAtMs = world.clock.nowMs() - 90_000;
    rows.push(boundRow(2, boundAtMs));

    const { rounds } = await world.live(1);

    expect(rounds[0]).toMatchObject({ newlyBound: 1, due: 2 });
    expect(toSeconds(rounds[0]?.lagMs)).toBe(90);
    expect(ownersIn(table).d).toBe(newSub(2));
  });

  it('begins anew with somebody who was forgotten and is bound again, to whoever they are then', async () => {
    const table = createTable(itemsOfThree());
    const rows: LedgerRow[] = [boundRow(1, newYearMs - 5 * hourMs)];
    const world = createFollowWorld([table], rows);
    await world.live(1);
    rows[0] = { previousSub: oldSub(1), state: 'forgotten', forgottenAtMs: newYearMs };
    table.put(item('meanwhile', oldSub(1)));
    await world.live(1);
    const whileForgotten = ownersIn(table).meanwhile;
    rows[0] = { ...boundRow(1, newYearMs + hourMs), newSub: newSub(7), newUsername: newSub(7) } as LedgerRow;

    const { rounds } = await world.live(1);

    expect(whileForgotten).toBe(oldSub(1));
    expect(rounds[0]).toMatchObject({ newlyBound: 1 });
    expect(ownersIn(table).meanwhile).toBe(newSub(7));
  });

  it('lets the application win, and lists what it cannot judge', async () => {
    const table = createTable([...itemsOfThree(), item('two', oldSub(3))]);
    const { once } = createFollowWorld([table], [boundRow(1)]);
    table.beforeWrite = (key) => {
      if (key.id !== undefined && 'S' in key.id && key.id.S === 'a') table.put(item('a', 'somebody else'));
      return undefined;
    };

    const { rounds } = await once();

    expect(ownersIn(table).a).toBe('somebody else');
    expect(rounds[0]?.tables[0]?.conflicts).toEqual([{ key: { id: { S: 'a' } }, code: 'changed-meanwhile' }]);
  });

  it('waits out throttling and loses nothing', async () => {
    const table = createTable(itemsOfThree());
    const { once } = createFollowWorld([table], [boundRow(1)]);
    table.faultAt = (_call, position) =>
      position < 40 ? { when: 'before', error: new TableFault('throttled', 'ThrottlingException') } : undefined;

    await once();

    expect(ownersIn(table)).toEqual(followed);
  });

  it('continues after being killed anywhere: the same items, each written once, and the same totals', async () => {
    class Killed extends Error {}
    const play = async (diesAt: number) => {
      const table = createTable(itemsOfThree());
      const world = createFollowWorld([table], [boundRow(1)]);
      let steps = 0;
      const step = () => {
        steps += 1;
        if (steps > diesAt) throw new Killed();
      };
      const dying = (when: 'before' | 'after') => {
        try {
          step();
        } catch (error) {
          return { when, error: error as Error };
        }
        return undefined;
      };
      table.faultAt = () => dying('before') ?? dying('after');
      let isKilled = false;
      try {
        await world.live(1, step);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        isKilled = true;
      }
      table.faultAt = () => undefined;
      const { totals } = await world.live(1);
      return { table, isKilled, steps, totals };
    };
    const { steps, isKilled } = await play(Number.POSITIVE_INFINITY);
    expect(isKilled).toBe(false);
    expect(steps).toBeGreaterThan(15);

    for (let diesAt = 0; diesAt < steps; diesAt += 1) {
      const { table, isKilled: died, totals } = await play(diesAt);

      expect(died, `at step ${diesAt}`).toBe(true);
      expect(ownersIn(table), `at step ${diesAt}`).toEqual(followed);
      expect(table.writes.length, `at step ${diesAt}`).toBe(3);
      expect(totals, `at step ${diesAt}`).toMatchObject({ followed: 1, changedByTable: { Todo: 3 } });
    }
  });
});

describe('following', () => {
  it('asks an index only for ids that would change', async () => {
    const rows = [{ ...boundRow(1), newUsername: 'user-1' } as LedgerRow];
    const { once, queries } = createFollowWorld([indexedTable(itemsOfThree())], rows);

    await once();

    expect(queries).toContain(`${oldSub(1)}::user-1`);
    expect(queries).not.toContain('user-1');
  });

  it('reads no table while nobody is due', async () => {
    const table = createFakeTable(itemsOfThree());
    const { live } = createFollowWorld([table], [reserved(1)]);

    const { rounds } = await live(5);

    expect(rounds.map(({ due }) => due)).toEqual([0, 0, 0, 0, 0]);
    expect(table.calls).toEqual([]);
  });

  it('begins rounds at the interval, whatever a round takes', async () => {
    const world = createFollowWorld([createFakeTable(itemsOfThree())], [boundRow(1)]);

    await world.live(4);

    expect(toSeconds(world.clock.nowMs() - newYearMs)).toBe(180);
  });

  it('goes on with other tables when one fails, and settles nobody then', async () => {
    const broken = createFakeTable(itemsOfThree(), { facts: { name: 'Audit' } });
    broken.faultAt = () => ({ when: 'before', error: new PoolferryError('No access.', { code: 'access-denied' }) });
    const table = createFakeTable(itemsOfThree());
    const { live } = createFollowWorld([broken, table], [boundRow(1, newYearMs - 50 * hourMs)]);

    const { rounds, totals } = await live(2);

    expect(rounds.map(({ failures }) => failures.length)).toEqual([1, 0]);
    expect(ownersIn(table)).toEqual(followed);
    expect(broken.calls).toHaveLength(2);
    expect(totals).toMatchObject({ followed: 0, settled: 0 });
  });

  it('leaves out a table of which it cannot settle what an interrupted process left', async () => {
    const broken = createFakeTable(itemsOfThree());
    const table = createFakeTable(itemsOfThree(), { facts: { name: 'Zoo' } });
    const world = createFollowWorld([broken, table], [boundRow(1)]);
    broken.beforeWrite = () => {
      throw new TypeError('dies');
    };
    await expect(world.live(1)).rejects.toThrow('dies');
    broken.faultAt = () => ({ when: 'before', error: new PoolferryError('No access.', { code: 'access-denied' }) });

    const { rounds } = await world.live(1);

    expect(rounds[0]?.failures.map(({ tableName }) => tableName)).toEqual(['Todo']);
    expect(ownersIn(table)).toEqual(followed);
  });

  it('ends when the last table has failed', async () => {
    const broken = createFakeTable(itemsOfThree());
    broken.faultAt = () => ({ when: 'before', error: new PoolferryError('No access.', { code: 'access-denied' }) });

    const { rounds } = await createFollowWorld([broken], [boundRow(1)]).live(9);

    expect(rounds).toHaveLength(1);
  });

  it('counts claims that lack what following needs, and follows the others', async () => {
    const { previousUsername: _, ...nameless } = boundRow(2);
    const table = createFakeTable(itemsOfThree());

    const { rounds } = await createFollowWorld([table], [boundRow(1), nameless]).once();

    expect(rounds[0]).toMatchObject({ bound: 1, incomplete: 1 });
    expect(ownersIn(table)).toEqual(followed);
  });
});
