import { PoolferryError } from '../../core/errors.ts';
import type { ExportSettings } from '../../core/export/export-settings.ts';
import { readKeptListing } from '../../core/export/listing/list-pool.ts';
import { listingCheckpoint } from '../../core/export/listing/listing-state.ts';
import type { Run } from '../../core/journal/run-store.ts';
import { formatDuration } from '../terminal/format-progress.ts';
import type { CommandContext } from './command.ts';

/**
 * Opens the run that keeps what an export lists. Only what decides who is listed is part of its identity: an interrupted
 * export may go on with other rules. What was kept is forgotten with `--restart`, and when it is too old or damaged.
 */
export const openExportRun = async (
  { source, target, selection }: Pick<ExportSettings, 'source' | 'target' | 'selection'>,
  { runs, options, warn, clock }: CommandContext,
): Promise<Run> => {
  const { filter = null, limit = null, serial } = selection;
  const identity = {
    command: 'export',
    sourceUserPoolId: source.profile.userPoolId,
    targetUserPoolId: target.profile.userPoolId,
    inputHashes: {},
    options: { region: source.region, filter, limit, serial },
  };
  const run = await runs.open(identity, 'begin-again');
  if (!run.isResumed) return run;
  const kept =
    options.restart === true
      ? undefined
      : await readKeptListing(run, clock.nowMs()).catch((error: unknown) => {
          if (!(error instanceof PoolferryError) || error.code !== 'checkpoint-damaged') throw error;
          warn('What an interrupted export had kept is damaged: everybody is listed anew.');
          return undefined;
        });
  if (kept === undefined) {
    await run.discard();
    return runs.open(identity, 'begin-again');
  }
  warn(
    `An export that began ${formatDuration(clock.nowMs() - kept.startedAtMs)} ago continues: whoever it has listed is ` +
      'taken as they were then. To list everybody anew, add --restart.',
  );
  return run;
};

/** What is left of the run of an export that failed: what it has listed, if it has listed anybody. */
export const leaveExportRun = async (run: Run): Promise<void> => {
  if ((await run.checkpoints.read(listingCheckpoint)) === undefined) await run.discard();
};
