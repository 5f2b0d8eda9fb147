import { runWorkers } from '../flow/run-workers.ts';
import type { Run } from '../journal/run-store.ts';
import type { Item } from '../owners/attribute-value.ts';
import { keyToJson } from '../owners/item-key.ts';
import type { OwnerLookup } from '../owners/owner-lookup.ts';
import { tableReplaced } from './check-table.ts';
import { type TableCheckpoint, tableCheckpointSchema } from './journal-records.ts';
import { judgeMoves } from './judge-moves.ts';
import { persist } from './persist.ts';
import type { TableToRemap } from './plan-remap.ts';
import { readWholeItem } from './read-whole-item.ts';
import type { RemapPace, TableWorkPorts } from './remap-settings.ts';
import { remapTable, type TableWork } from './remap-table.ts';
import { byKeySince, type JudgedMoves, noMoves, type RunMoves, readMoves, settleMoves } from './run-moves.ts';
import type { TablePlanner } from './segment-planner.ts';
import { createUndoPlanner } from './undo-planner.ts';
import { type NumberedTable, type RemapResult, workThroughTables } from './work-through-tables.ts';
import { readWrittenChanges } from './written-changes.ts';

/** Items of the journal that may be in memory at once, as far as the table's own count tells: about a gigabyte. */
const maxItemsInMemory = 1_000_000;

export type UndoSettings = {
  /** The tables of the run that is taken back, numbered as all of that run were. */
  readonly tables: readonly NumberedTable[];
  readonly pace: RemapPace;
  /** The run that is taken back, held so that it cannot go on meanwhile. */
  readonly past: Pick<Run, 'journal' | 'checkpoints' | 'record' | 'finish'>;
  readonly lookup: OwnerLookup | undefined;
};

/**
 * Gives back what a run has rewritten, wherever an item still holds what the run wrote; the application's own writes stay.
 * Scans as the run did, in passes until one finds nothing, so that it counts new ids of others on the way.
 */
export const undoRemap = async (
  settings: UndoSettings,
  ports: TableWorkPorts,
  run: TableWork['run'] & Pick<Run, 'id'>,
): Promise<RemapResult> => {
  const { tables, pace, past, lookup } = settings;
  // An interrupted run must not continue behind us: what it would rewrite again would stand in a part already read.
  if (past.record.state === 'running') await past.finish({ undoneBy: run.id });
  return await workThroughTables(tables, pace, ports, async (table, name, tablePorts) => {
    const begun = await readBegun(past, table, name);
    const segments = Array.from({ length: begun?.totalSegments ?? 0 }, (_, segment) => `${name}.segment-${segment}`);
    const { facts, rules } = table;
    const lock = rules.moveLock;
    const found = lock === undefined ? noMoves : await readMoves(segments.map((segment) => past.journal(segment)));
    const judging = { ports: tablePorts, pace, readLimit: ports.createReadLimit(), tableName: facts.name };
    const judged = lock === undefined ? new Map() : await judgeMoves({ ...judging, lock }, found.inQuestion);
    const moves = settleMoves(found, judged);
    const inDoubt = movesInDoubt(found, judged);
    const planner: TablePlanner = {
      planSegment: async (segmentName) =>
        createUndoPlanner({
          written: byKeySince(await readWrittenChanges(past.journal(segmentName).read()), moves, judged),
          movedTo: moves.movedTo,
          inDoubt: new Set(inDoubt.keys()),
          keyAttributes: facts.keyAttributes,
          rules,
          lookup,
        }),
      seesWholeSegments: true,
    };
    const work = { ports: tablePorts, pace: paceOf(pace, table, begun), run, planner, ...table, name };
    // An item is looked for in the segment the run found it in.
    const result = await remapTable(begun === undefined ? work : { ...work, totalSegments: begun.totalSegments });
    await runWorkers([...inDoubt], pace.batchesInFlight, async ([text, key]) => {
      // Whoever looks for it now should find it.
      const item = await persist(tablePorts, pace, () => readWholeItem(judging, key));
      if (item === undefined) inDoubt.delete(text);
    });
    return inDoubt.size === 0 ? result : { ...result, movesInDoubt: [...inDoubt.values()].map(keyToJson) };
  });
};

const movesInDoubt = ({ inQuestion }: RunMoves, judged: JudgedMoves): Map<string, Item> => {
  const inDoubt = new Map<string, Item>();
  for (const [text, [move]] of inQuestion) {
    if (judged.get(text) === 'in-doubt' && move !== undefined) inDoubt.set(text, move.to);
  }
  return inDoubt;
};

/** Where the run left this table; undefined when it never came to it. Throws `table-replaced` when it is another one by now. */
export const readBegun = async (
  past: Pick<Run, 'checkpoints'>,
  { facts }: TableToRemap,
  name: string,
): Promise<TableCheckpoint | undefined> => {
  const saved = await past.checkpoints.read(name);
  if (saved === undefined) return undefined;
  const begun = tableCheckpointSchema.parse(saved);
  if (begun.arn !== facts.arn || begun.createdAtMs !== facts.createdAtMs) {
    throw tableReplaced(facts.name, 'If it was restored from a backup, its items have whichever owners they had then.');
  }
  return begun;
};

const paceOf = (pace: RemapPace, { facts }: TableToRemap, begun: TableCheckpoint | undefined): RemapPace => {
  const itemsPerSegment = Math.max(1, facts.estimatedItems / (begun?.totalSegments ?? 1));
  const scanWorkers = Math.floor(maxItemsInMemory / pace.tablesAtOnce / itemsPerSegment);
  return { ...pace, scanWorkers: Math.min(pace.scanWorkers, Math.max(1, scanWorkers)) };
};
