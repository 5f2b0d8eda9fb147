import type { ExportSettings } from '../../core/export/export-settings.ts';
import { listingCheckpoint } from '../../core/export/listing/listing-state.ts';
import type { Run } from '../../core/journal/run-store.ts';
import type { CommandContext } from './command.ts';

/**
 * Opens the run that keeps what an export lists. Only what decides who is listed is part of its identity: an interrupted
 * export may go on with other rules. With `--restart` what was kept is forgotten first.
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
  if (options.restart === true) {
    await run.discard();
    return runs.open(identity, 'begin-again');
  }
  const minutes = Math.round((clock.nowMs() - run.record.startedAtMs) / 60_000);
  warn(
    `An export that began ${minutes} min ago continues: whoever it has listed is taken as they were then. ` +
      'To list everybody anew, add --restart.',
  );
  return run;
};

/** What is left of the run of an export that failed: what it has listed, if it has listed anybody. */
export const leaveExportRun = async (run: Run): Promise<void> => {
  if ((await run.checkpoints.read(listingCheckpoint)) === undefined) await run.discard();
};
