import { describe, expect, it } from 'vitest';
import { PoolferryError } from '../../core/errors.ts';
import { createMemoryRunStorage, createMemoryRunStore } from '../../core/journal/create-memory-run-store.ts';
import { executeRemap } from '../../core/remap/execute-remap.ts';
import { defaultPace } from '../../core/remap/remap-settings.ts';
import type { TablePorts } from '../../core/remap/table-ports.ts';
import { createFakeTable } from '../support/fake-table.ts';
import { lookupOf, oldSub, pairOf } from '../support/identity-pairs.ts';
import { createRemapPorts, tableToRemap } from '../support/remap-world.ts';

const lookup = lookupOf(...[0, 1, 2, 3].map((n) => pairOf(n)));
const names = ['Audit', 'Board', 'Todo'];
const denied = new PoolferryError('No access to "Board".', { code: 'access-denied', hint: 'Allow it.' });

const createTables = () =>
  names.map((name) =>
    createFakeTable(
      Array.from({ length: 20 }, (_, n) => ({ id: { S: `item-${n}` }, owner: { S: oldSub(n % 4) } })),
      { facts: { name, arn: `arn:aws:dynamodb:eu-west-1:111122223333:table/${name}` } },
    ),
  );
type Tables = ReturnType<typeof createTables>;

/** Calls go to the table that they name. */
const portsOf = (tables: Tables): TablePorts => {
  const of = (name: string) => {
    const table = tables.find(({ facts }) => facts.name === name);
    if (table === undefined) throw new Error(`no table ${name}`);
    return table.ports;
  };
  return {
    describeTable: (name) => of(name).describeTable(name),
    scanSegment: (request) => of(request.tableName).scanSegment(request),
    runStatements: (name, writes) => of(name).runStatements(name, writes),
    updateItem: (name, write) => of(name).updateItem(name, write),
    moveItem: (name, move) => of(name).moveItem(name, move),
    getItem: (name, ...rest) => of(name).getItem(name, ...rest),
  };
};

const remap = async (tables: Tables, storage = createMemoryRunStorage()) => {
  const worlds = tables.map((table) => ({ table, lookup, owners: ['owner'] }));
  const [first] = worlds;
  if (first === undefined) throw new Error('no tables');
  const { ports } = createRemapPorts({ ...first, table: { ...first.table, ports: portsOf(tables) } });
  const { clock } = ports;
  const store = createMemoryRunStore({ storage, clock, host: 'here', processId: 1, isProcessAlive: () => false });
  const run = await store.open({ command: 'remap', inputHashes: {}, options: {} }, 'begin-again');
  const result = await executeRemap({ tables: worlds.map(tableToRemap), pace: defaultPace }, ports, run);
  await run.close();
  return result;
};

describe('a remap of several tables', () => {
  it('finishes the others when one is refused in the middle, tries that one no more, and goes on with it alone', async () => {
    const undisturbed = await remap(createTables());
    const tables = createTables();
    const [audit, board, todo] = tables as [Tables[0], Tables[0], Tables[0]];
    const storage = createMemoryRunStorage();
    let refusals = 0;
    board.faultAt = (call) => {
      if (call !== 'runStatements') return undefined;
      refusals += 1;
      return { when: 'before', error: denied };
    };

    const first = await remap(tables, storage);
    const writesOfOthers = [audit.writes.length, todo.writes.length];
    const refused = refusals;
    board.faultAt = () => undefined;
    const second = await remap(tables, storage);

    expect(first.failures).toEqual([{ tableName: 'Board', message: 'No access to "Board".', hint: 'Allow it.' }]);
    expect(first.tables).toEqual(undisturbed.tables.filter(({ tableName }) => tableName !== 'Board'));
    // At most what was under way when it was refused; nobody tries again.
    expect(refused).toBeLessThanOrEqual(defaultPace.batchesInFlight);
    expect(second).toEqual(undisturbed);
    expect([audit.writes.length, todo.writes.length]).toEqual(writesOfOthers);
    expect(board.writes).toHaveLength(20);
  });
});
