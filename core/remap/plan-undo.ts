import type { Run } from '../journal/run-store.ts';
import type { OwnerChange } from '../owners/plan-item.ts';
import { unitsPerChange, unitsPerScan } from './estimate.ts';
import { type EstimatedEffort, estimateEffort, type UnitLimits } from './estimate-effort.ts';
import type { TableToRemap } from './plan-remap.ts';
import { byKeySince, noMoves, readMoves } from './run-moves.ts';
import { emptyTally, type Tally, tallyItem } from './tally.ts';
import { readBegun, type UndoSettings } from './undo-remap.ts';
import { placeOfChange, readWrittenChanges } from './written-changes.ts';

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
  for (const { table, name } of settings.tables) {
    const { facts, rules } = table;
    const begun = await readBegun(settings.past, table, name);
    const written = emptyTally(rules.paths.map((path) => path.text));
    let unsettledItems = 0;
    let writeUnits = 0;
    const segments = Array.from({ length: begun?.totalSegments ?? 0 }, (_, segment) =>
      settings.past.journal(`${name}.segment-${segment}`),
    );
    const moves = rules.moveLock === undefined ? noMoves : await readMoves(segments);
    const counted = new Set<string>();
    for (const journal of segments) {
      for (const [text, item] of byKeySince(await readWrittenChanges(journal.read()), moves)) {
        // Several may have been moved to one key, one after another; there is one item there at most.
        if (counted.has(text)) continue;
        if (moves.inQuestion.has(text)) counted.add(text);
        const changes = lastOfPlaces(item.changes);
        tallyItem(written, { changes, kept: [] }, { kind: 'changed' });
        if (item.isUnsettled) unsettledItems += 1;
        writeUnits += unitsPerChange(facts, [...new Set(changes.map((change) => change.at[0]))]);
      }
    }
    const effort = estimateEffort(facts, { scanUnits: unitsPerScan(facts), writeUnits }, limits);
    plans.push({ facts, written, unsettledItems, writeUnits, ...effort });
  }
  return plans;
};

const lastOfPlaces = (changes: readonly OwnerChange[]): OwnerChange[] => [
  ...new Map(changes.map((change) => [placeOfChange(change), change])).values(),
];
