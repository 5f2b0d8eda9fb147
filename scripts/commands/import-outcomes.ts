import { openImportLog } from '../../core/import/import-journal.ts';
import type { RowOutcome } from '../../core/import/row-outcome.ts';
import type { RunRecord, RunStore } from '../../core/journal/run-store.ts';

/** What import runs wrote down, from their journals: files beside a package can be edited, journals tell when they were. */
export async function* readImportOutcomes(
  runs: RunStore,
  isWanted: (run: RunRecord) => boolean,
): AsyncGenerator<RowOutcome, void, undefined> {
  const wanted = (await runs.list()).runs.filter((run) => run.identity.command === 'import' && isWanted(run));
  for (const { id } of wanted) {
    const run = await runs.openById(id);
    try {
      yield* (await openImportLog(run.journal('import'))).progress.outcomes.values();
    } finally {
      await run.close();
    }
  }
}
