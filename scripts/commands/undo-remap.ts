import { resolve } from 'node:path';
import { RefusedError } from '../../core/errors.ts';
import type { Run, RunRecord } from '../../core/journal/run-store.ts';
import type { OwnerLookup } from '../../core/owners/owner-lookup.ts';
import { planUndo } from '../../core/remap/plan-undo.ts';
import { defaultPace } from '../../core/remap/remap-settings.ts';
import { undoRemap } from '../../core/remap/undo-remap.ts';
import { text, warning } from '../terminal/blocks.ts';
import type { CommandContext, CommandResult, OptionSpec } from './command.ts';
import { mapFileCheckpoint, mapFileSchema, readIdentityMap } from './remap-identity-map.ts';
import { createTableWorkPorts } from './remap-options.ts';
import { failedTables, totalOf } from './remap-results.ts';
import { lostTableBlocks, undoPlanBlocks, undoResultBlocks } from './undo-remap-report.ts';
import { findUndoRivals, refuseBesideFollow } from './undo-remap-rivals.ts';
import { connectTablesOf } from './undo-remap-tables.ts';

export const undoMapOption: OptionSpec = {
  flags: '--map <file>',
  description: 'For a remap: its identity map, if it is no longer where it was.',
};

/** Takes back a remap, finished or interrupted. The run that is taken back is held meanwhile, and does not continue. */
export const undoRemapRun = async ({ id }: RunRecord, context: CommandContext): Promise<CommandResult> => {
  const past = await context.runs.openById(id);
  try {
    const { ports, tables, lost } = await connectTablesOf(past, context);
    const lookup = await readMapOf(past, context);
    const settings = { tables, pace: defaultPace, past, lookup };
    const lostTables = lost.map(({ tableName, error }) => ({ tableName, message: error.message }));
    const identity = { command: 'undo', inputHashes: {}, options: { run: id } };
    const rivals = await findUndoRivals(past.record, context);
    if (context.options.execute === true) refuseBesideFollow(rivals, context);
    const plans = await planUndo(settings, context.config.limits);
    const blocks = [
      ...undoPlanBlocks(past.record, plans, lookup !== undefined),
      ...lostTableBlocks(lost),
      ...[...rivals.warnings, ...rivals.obstacles].map((rival) => warning(rival)),
    ];
    if ((await context.consent(blocks)) === 'planned')
      return { exitCode: 0, json: { plan: plans, lostTables }, summary: [] };

    refuseBesideFollow(await findUndoRivals(past.record, context), context);
    const run = await context.runs.open(identity, 'begin-again');
    try {
      const result = await context.progress(
        'Taking back',
        (progress) => undoRemap(settings, createTableWorkPorts(context, ports, progress), run),
        { unit: 'items', ...totalOf(tables.map(({ table }) => table)) },
      );
      if (result.failures.length > 0) throw failedTables(result);
      await run.finish({ ...result, lostTables });
      const isWhole =
        lost.length === 0 && result.tables.every(({ isClean, passes }) => isClean && passes.at(-1)?.conflicts === 0);
      return {
        exitCode: isWhole ? 0 : 3,
        json: { run: run.id, ...result, lostTables },
        summary: [...undoResultBlocks(result), ...lostTableBlocks(lost)],
      };
    } finally {
      await run.close();
    }
  } finally {
    await past.close();
  }
};

/** Only counting needs the map: what was written is in the journal. So a map that is gone costs a count, not the undo. */
const readMapOf = async (past: Run, context: CommandContext): Promise<OwnerLookup | undefined> => {
  const wanted = past.record.identity.inputHashes.map;
  const given = context.options.map;
  if (typeof given === 'string') {
    const { lookup, sha256 } = await readIdentityMap(resolve(context.workingDirectory, given));
    if (sha256 === wanted) return lookup;
    throw new RefusedError(`The identity map "${given}" is not the one that run "${past.id}" was made with.`, {
      code: 'other-identity-map',
      hint: 'Leave --map out to go on without it; then new ids that the run did not write are not counted.',
    });
  }
  const kept = mapFileSchema.safeParse(await past.checkpoints.read(mapFileCheckpoint));
  if (!kept.success) return undefined;
  try {
    const { lookup, sha256 } = await readIdentityMap(kept.data.mapFile);
    return sha256 === wanted ? lookup : undefined;
  } catch (error) {
    if (error instanceof RefusedError) {
      context.say(text(error.message));
      return undefined;
    }
    throw error;
  }
};
