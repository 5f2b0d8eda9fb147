import type { Run } from '../journal/run-store.ts';
import { unitsPerChange, unitsPerScan } from './estimate.ts';
import { type EstimatedEffort, estimateEffort, type UnitLimits } from './estimate-effort.ts';
import type { TableToRemap } from './plan-remap.ts';
import { emptyTally, type Tally, tallyItem } from './tally.ts';
import { readBegun, type UndoSettings } from './undo-remap.ts';
import { numberTables } from './work-through-tables.ts';
import { readWrittenChanges } from './written-changes.ts';

export type TableUndoPlan = EstimatedEffort & {
  readonly facts: TableToRemap['facts'];
  /** By the journal: what the run wrote, each item once. What of it still stands shows when it is read. */
  readonly written: Tally;
  /** Items among them of which no outcome is on record, because the run was killed. */
  readonly unsettledItems: number;
  readonly writeUnits: number;
};

/** Reads the journals of a run, and says what taking it back means. Reads no table. */
export const planUndo = async (
  settings: { readonly tables: UndoSettings['tables']; readonly past: Pick<Run, 'journal' | 'checkpoints'> },
  limits: UnitLimits,
): Promise<TableUndoPlan[]> => {
  const plans: TableUndoPlan[] = [];
  for (const { table, name } of numberTables(settings.tables)) {
    const { facts, rules } = table;
    const begun = await readBegun(settings.past, table, name);
    const written = emptyTally(rules.paths.map((path) => path.text));
    let unsettledItems = 0;
    let writeUnits = 0;
    for (let segment = 0; segment < (begun?.totalSegments ?? 0); segment += 1) {
      const records = settings.past.journal(`${name}.segment-${segment}`).read();
      for (const { changes, isUnsettled } of (await readWrittenChanges(records)).values()) {
        tallyItem(written, { changes, kept: [] }, { kind: 'changed' });
        if (isUnsettled) unsettledItems += 1;
        writeUnits += unitsPerChange(facts, [...new Set(changes.map((change) => change.at[0]))]);
      }
    }
    const effort = estimateEffort(facts, { scanUnits: unitsPerScan(facts), writeUnits }, limits);
    plans.push({ facts, written, unsettledItems, writeUnits, ...effort });
  }
  return plans;
};
