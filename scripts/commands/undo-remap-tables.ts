import { PoolferryError, RefusedError } from '../../core/errors.ts';
import type { Run } from '../../core/journal/run-store.ts';
import { assertTablesSupported } from '../../core/remap/check-table.ts';
import { tablesOfRun } from '../../core/remap/remap-identity.ts';
import type { TableFacts } from '../../core/remap/table-facts.ts';
import type { TablePorts } from '../../core/remap/table-ports.ts';
import { readBegun } from '../../core/remap/undo-remap.ts';
import { type NumberedTable, numberTables } from '../../core/remap/work-through-tables.ts';
import type { CommandContext } from './command.ts';
import { openTables } from './remap-tables.ts';

/** A table that is gone, or was made anew, since the run wrote to it. */
export type LostTable = { readonly tableName: string; readonly error: PoolferryError };

export type TablesToUndo = {
  readonly ports: TablePorts;
  readonly tables: readonly NumberedTable[];
  readonly lost: readonly LostTable[];
};

/** Describes the tables of a run. One that is lost does not stand in the way of the others; where all are, says of the first why. */
export const connectTablesOf = async (past: Run, context: CommandContext): Promise<TablesToUndo> => {
  const { ports, describe, announce } = openTables(context);
  const ofRun = numberTables(
    tablesOfRun(past.record).map(({ arn, rules }) => ({ arn, rules, facts: { name: rules.tableName } })),
  );
  const found: { readonly wanted: string; readonly numbered: NumberedTable }[] = [];
  const lost: LostTable[] = [];
  for (const { table, name } of ofRun) {
    const { arn, rules } = table;
    const facts = await orLost(() => describe(rules.tableName), 'not-found');
    if (facts instanceof PoolferryError) lost.push({ tableName: rules.tableName, error: facts });
    else found.push({ wanted: arn, numbered: { table: { rules, facts }, name } });
  }
  announce(found.map(({ numbered }) => numbered.table.facts));
  const tables: NumberedTable[] = [];
  for (const { wanted, numbered } of found) {
    const { facts } = numbered.table;
    assertSameTable(past, wanted, facts);
    const begun = await orLost(() => readBegun(past, numbered.table, numbered.name), 'table-replaced');
    if (begun instanceof PoolferryError) lost.push({ tableName: facts.name, error: begun });
    else tables.push(numbered);
  }
  const [first] = lost;
  if (first !== undefined && tables.length === 0) throw first.error;
  assertTablesSupported(tables.map(({ table }) => table));
  return { ports, tables, lost };
};

const orLost = async <Value>(work: () => Promise<Value>, code: string): Promise<Value | PoolferryError> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PoolferryError && error.code === code) return error;
    throw error;
  }
};

const assertSameTable = (past: Run, wanted: string, { arn }: TableFacts) => {
  if (arn === wanted) return;
  throw new RefusedError(`The run "${past.id}" was about "${wanted}", and this is "${arn}".`, {
    code: 'table-elsewhere',
    hint: 'Use the Region, the profile and the endpoint that the run used.',
  });
};
