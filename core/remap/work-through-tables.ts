import { InterruptedError, PoolferryError } from '../errors.ts';
import { runWorkers } from '../flow/run-workers.ts';
import type { TableToRemap } from './plan-remap.ts';
import type { RemapPace, TableWorkPorts } from './remap-settings.ts';
import type { TableResult } from './remap-table.ts';

export type RemapResult = {
  /** In the order of their names. */
  readonly tables: readonly TableResult[];
  /** Tables that could not be worked through. The run stays open for another attempt. */
  readonly failures: readonly { readonly tableName: string; readonly message: string; readonly hint?: string }[];
};

/** A table, and what journals and checkpoints of the run call it. */
export type NumberedTable = { readonly table: TableToRemap; readonly name: string };

/** Tables numbered by name, so that every process of a run gives a table the same place. */
export const numberTables = <Table extends { readonly facts: { readonly name: string } }>(tables: readonly Table[]) =>
  tables
    .toSorted((a, b) => (a.facts.name < b.facts.name ? -1 : 1))
    .map((table, position) => ({ table, name: `table-${position + 1}` }));

/**
 * Works on several tables at once, each with limits of its own. One that fails does not keep the others from being
 * done; an interruption, or a failure nobody foresaw, stops all.
 */
export const workThroughTables = async (
  numbered: readonly NumberedTable[],
  pace: RemapPace,
  ports: TableWorkPorts,
  work: (table: TableToRemap, name: string, ports: TableWorkPorts) => Promise<TableResult>,
): Promise<RemapResult> => {
  const results = new Map<string, TableResult>();
  const failures = new Map<string, RemapResult['failures'][number]>();
  const stop = new AbortController();
  const tablePorts = { ...ports, signal: AbortSignal.any([ports.signal, stop.signal]) };
  await runWorkers(numbered, pace.tablesAtOnce, async ({ table, name }) => {
    try {
      results.set(name, await work(table, name, tablePorts));
    } catch (error) {
      if (!(error instanceof PoolferryError) || error instanceof InterruptedError || ports.signal.aborted) {
        stop.abort();
        throw error;
      }
      const { message, hint } = error;
      failures.set(name, { tableName: table.facts.name, message, ...(hint === undefined ? {} : { hint }) });
    }
  });
  const inOrder = <Value>(found: ReadonlyMap<string, Value>) =>
    numbered.flatMap(({ name }) => {
      const value = found.get(name);
      return value === undefined ? [] : [value];
    });
  return { tables: inOrder(results), failures: inOrder(failures) };
};
