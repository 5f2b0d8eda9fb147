import { PoolferryError, RefusedError } from '../../core/errors.ts';
import { type ImportProgress, openImportLog } from '../../core/import/import-journal.ts';
import { readOutcomes } from '../../core/import/read-outcomes.ts';
import type { RowOutcome } from '../../core/import/row-outcome.ts';
import type { RunRecord, RunStore } from '../../core/journal/run-store.ts';
import { readTakenBack } from './undone-imports.ts';

/** The import runs into a pool that are kept here, newest first. Throws rather than leave one out: it may hold proofs. */
export const listImportRuns = async (runs: RunStore, targetUserPoolId: string): Promise<RunRecord[]> => {
  const { runs: readable, problems } = await runs.list();
  const [problem] = problems;
  if (problem !== undefined) {
    throw new PoolferryError(problem, {
      code: 'state-damaged',
      hint: 'It may prove who crossed: restore it from a backup. If it is of no import, move its directory away.',
    });
  }
  return readable.filter(
    ({ identity }) => identity.command === 'import' && identity.targetUserPoolId === targetUserPoolId,
  );
};

/** Those of one package or CSV file: the import itself, and those that sent its failed rows again. */
export const ofInput = (runs: readonly RunRecord[], sha256: string): RunRecord[] =>
  runs.filter(({ identity: { inputHashes } }) => (inputHashes.package ?? inputHashes.csv) === sha256);

/**
 * What runs wrote down, from their journals: files beside a package can be edited, journals tell when they were. Users whom
 * `undo` has taken back since are as if they had never been imported.
 */
export async function* readImportOutcomes(
  runs: RunStore,
  wanted: readonly RunRecord[],
): AsyncGenerator<RowOutcome, void, undefined> {
  const takenBack = await readTakenBack(runs, wanted);
  for (const run of wanted) {
    for (const outcome of (await readProgress(run, runs)).outcomes.values()) {
      if (outcome.newSub === undefined || !takenBack.has(outcome.newSub)) yield outcome;
    }
  }
}

/**
 * The same of one run line by line, in memory that does not grow: of a row that comes twice, the later line counts. `takenBack`:
 * new subs that `undo` took back.
 */
export async function* streamImportOutcomes(
  runs: RunStore,
  id: string,
  takenBack: ReadonlySet<string>,
): AsyncGenerator<RowOutcome, void, undefined> {
  const run = await runs.openById(id);
  try {
    for await (const outcome of readOutcomes(run.journal('import'))) {
      if (outcome.newSub === undefined || !takenBack.has(outcome.newSub)) yield outcome;
    }
  } finally {
    await run.close();
  }
}

const nothingYet: ImportProgress = { jobs: new Map(), outcomes: new Map() };

/** How far a run has come; one that has not begun is nowhere. */
export const readProgress = async (known: RunRecord | undefined, runs: RunStore): Promise<ImportProgress> => {
  if (known === undefined) return nothingYet;
  const run = await runs.openById(known.id);
  try {
    return (await openImportLog(run.journal('import'))).progress;
  } finally {
    await run.close();
  }
};

/** The run whose failed rows go again. Throws `RefusedError` when it is none that came to its end with this input. */
export const findRetriedRun = (id: string, runs: readonly RunRecord[], sha256: string): RunRecord => {
  const run = runs.find((each) => each.id === id);
  if (run === undefined) {
    throw new RefusedError(`No import into this target is kept here as run "${id}".`, {
      code: 'run-not-found',
      hint: 'List them with: poolferry runs',
    });
  }
  if (ofInput([run], sha256).length === 0) {
    throw new RefusedError(`Run "${id}" imported something else.`, {
      code: 'other-package',
      hint: 'Name the package or file that it imported, as it was. A new one needs no --retry.',
    });
  }
  if (run.state !== 'finished') {
    throw new RefusedError(`Run "${id}" has not finished.`, {
      code: 'run-not-finished',
      hint: 'Continue it first: give the command that began it again.',
    });
  }
  return run;
};
