import { runWorkers } from '../flow/run-workers.ts';
import type { Run } from '../journal/run-store.ts';
import type { KeyJson } from '../owners/item-key.ts';
import type { OwnerRules } from '../owners/owner-rules.ts';
import { attributesToRead } from './attributes-to-read.ts';
import { assertTablesSupported, tableReplaced } from './check-table.ts';
import { chooseSegments, shuffledSegments } from './choose-segments.ts';
import { unitsPerChange } from './estimate.ts';
import { type TableCheckpoint, tableCheckpointSchema } from './journal-records.ts';
import { remapSegment } from './remap-segment.ts';
import type { RemapPace, TableWorkPorts } from './remap-settings.ts';
import type { TablePlanner } from './segment-planner.ts';
import type { TableFacts } from './table-facts.ts';
import { createTableWriter } from './table-writer.ts';
import { addTallies, type Tally } from './tally.ts';

/** After so many passes an application that keeps writing old ids is told about instead of being chased. */
export const maxPasses = 10;

export type TableWork = {
  readonly ports: TableWorkPorts;
  readonly pace: RemapPace;
  readonly run: Pick<Run, 'id' | 'journal' | 'checkpoints' | 'isResumed'>;
  readonly planner: TablePlanner;
  readonly rules: OwnerRules;
  readonly facts: TableFacts;
  /** Names the table's journals and checkpoints; the same in every process of a run. */
  readonly name: string;
  /** Used when the run has no number yet; a run never changes the one it began with. */
  readonly totalSegments?: number;
};

export type TableResult = {
  readonly tableName: string;
  /** One per pass. The last one says how the table was left. */
  readonly passes: readonly Tally[];
  /** The last pass found nothing to change. */
  readonly isClean: boolean;
  readonly isWithoutStatements: boolean;
  /** Of an undo: where items stand that it had to leave, as nobody can tell whether the run has moved them there. */
  readonly movesInDoubt?: readonly KeyJson[];
};

/** Rewrites the owners of one table, in passes until one finds nothing to change. Continues where the run stopped. */
export const remapTable = async (work: TableWork): Promise<TableResult> => {
  const { ports, pace, run, planner, rules, facts, name } = work;
  assertTablesSupported([{ rules, facts }]);
  let checkpoint = await startOrContinue(work);
  const readLimit = ports.createReadLimit();
  const writer = createTableWriter({
    ports,
    pace,
    tableName: facts.name,
    attributes: attributesToRead(rules, facts.keyAttributes),
    dataStore: rules.dataStore,
    keyAttributes: facts.keyAttributes,
    lock: rules.moveLock,
    tokenSeed: () => `${facts.arn}/${run.id}/${checkpoint.finishedPasses.length + 1}`,
    expectedUnitsPerWrite: unitsPerChange(
      facts,
      rules.paths.map((path) => path.root),
    ),
    readLimit,
    writeLimit: ports.createWriteLimit(),
  });
  const save = async (next: TableCheckpoint) => {
    checkpoint = next;
    await run.checkpoints.write(name, next);
  };

  let mayHaveOpenIntents = run.isResumed;
  while (!checkpoint.isDone) {
    const { totalSegments, finishedPasses } = checkpoint;
    const pass = finishedPasses.length + 1;
    const tallies: Tally[] = [];
    await runWorkers(shuffledSegments(totalSegments, ports.random), pace.scanWorkers, async (segment) => {
      const segmentName = `${name}.segment-${segment}`;
      const shared = {
        ports,
        pace,
        run,
        planner,
        writer,
        readLimit,
        rules,
        facts,
        totalSegments,
        pass,
        mayHaveOpenIntents,
      };
      tallies.push(await remapSegment({ ...shared, name: segmentName, segment }));
    });
    const tally = addTallies(
      rules.paths.map((path) => path.text),
      tallies,
    );
    await save({
      ...checkpoint,
      finishedPasses: [...finishedPasses, tally],
      isDone: foundNothing(tally) || pass >= maxPasses,
      isWithoutStatements: checkpoint.isWithoutStatements || writer.isWithoutStatements,
    });
    mayHaveOpenIntents = false;
  }

  const { finishedPasses: passes, isWithoutStatements } = checkpoint;
  const last = passes.at(-1);
  return { tableName: facts.name, passes, isClean: last !== undefined && foundNothing(last), isWithoutStatements };
};

/** Items that changed under a write are looked at again, even when nothing else was found. */
const foundNothing = (tally: Tally) => tally.changed === 0 && (tally.conflictsByCode['changed-meanwhile'] ?? 0) === 0;

const startOrContinue = async ({ run, facts, name, totalSegments }: TableWork): Promise<TableCheckpoint> => {
  const saved = await run.checkpoints.read(name);
  if (saved === undefined) {
    const started: TableCheckpoint = {
      arn: facts.arn,
      createdAtMs: facts.createdAtMs,
      totalSegments: totalSegments ?? chooseSegments(facts.estimatedBytes),
      finishedPasses: [],
      isDone: false,
      isWithoutStatements: false,
    };
    await run.checkpoints.write(name, started);
    return started;
  }
  const checkpoint = tableCheckpointSchema.parse(saved);
  if (checkpoint.arn !== facts.arn || checkpoint.createdAtMs !== facts.createdAtMs) {
    throw tableReplaced(
      facts.name,
      'Look at the table. To start over on the new one: remap with --leave and the id of the run (see "poolferry runs").',
    );
  }
  return checkpoint;
};
