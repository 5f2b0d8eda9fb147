import type { Journal } from '../journal/run-store.ts';
import type { ImportRecord } from './import-journal.ts';
import type { RowOutcome } from './row-outcome.ts';

/** Everything that an import wrote down about its rows, as it was written: of a row that comes twice, the later line counts. */
export async function* readOutcomes(journal: Journal): AsyncGenerator<RowOutcome, void, undefined> {
  for await (const read of journal.read()) {
    const record = read as ImportRecord;
    if (record.type === 'outcomes') yield* record.rows;
  }
}
