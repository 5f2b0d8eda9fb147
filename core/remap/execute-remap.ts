import { InterruptedError, PoolferryError } from '../errors.ts';
import type { Run } from '../journal/run-store.ts';
import type { TableToRemap } from './plan-remap.ts';
import type { RemapPace, RemapPorts } from './remap-settings.ts';
import { remapTable, type TableResult } from './remap-table.ts';

export type RemapResult = {
  readonly tables: readonly TableResult[];
  /** Tables that could not be worked through. The run stays open for another attempt. */
  readonly failures: readonly { readonly tableName: string; readonly message: string; readonly hint?: string }[];
};

type ExecuteSettings = {
  readonly tables: readonly TableToRemap[];
  readonly pace: RemapPace;
  readonly totalSegments?: number;
};

/** Rewrites table after table. One that fails does not keep the others from being done; an interruption stops all. */
export const executeRemap = async (
  settings: ExecuteSettings,
  ports: RemapPorts,
  run: Pick<Run, 'id' | 'journal' | 'checkpoints' | 'isResumed'>,
): Promise<RemapResult> => {
  const { pace, totalSegments } = settings;
  const results: TableResult[] = [];
  const failures: RemapResult['failures'][number][] = [];
  // Numbered by name, so that every process of a run gives a table the same place.
  const tables = settings.tables.toSorted((a, b) => (a.facts.name < b.facts.name ? -1 : 1));
  for (const [position, { rules, facts }] of tables.entries()) {
    const name = `table-${position + 1}`;
    const work = { ports, pace, run, rules, facts, name };
    try {
      results.push(await remapTable(totalSegments === undefined ? work : { ...work, totalSegments }));
    } catch (error) {
      if (!(error instanceof PoolferryError) || error instanceof InterruptedError || ports.signal.aborted) throw error;
      const { message, hint } = error;
      failures.push({ tableName: facts.name, message, ...(hint === undefined ? {} : { hint }) });
    }
  }
  return { tables: results, failures };
};
