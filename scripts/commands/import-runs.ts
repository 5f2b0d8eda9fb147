import { PoolferryError, RefusedError } from '../../core/errors.ts';
import { type ImportProgress, openImportLog } from '../../core/import/import-journal.ts';
import { readOutcomes } from '../../core/import/read-outcomes.ts';
import type { RowOutcome } from '../../core/import/row-outcome.ts';
import type { RunRecord, RunStore } from '../../core/journal/run-store.ts';

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

/** Those of one package: the import itself, and those that sent its failed rows again. */
export const ofPackage = (runs: readonly RunRecord[], packageHash: string): RunRecord[] =>
  runs.filter(({ identity }) => identity.inputHashes.package === packageHash);

/** What runs wrote down, from their journals: files beside a package can be edited, journals tell when they were. */
export async function* readImportOutcomes(
  runs: RunStore,
  wanted: readonly RunRecord[],
): AsyncGenerator<RowOutcome, void, undefined> {
  for (const run of wanted) yield* (await readProgress(run, runs)).outcomes.values();
}

/** The same line by line, in memory that does not grow: of a row that comes twice in a run, the later line counts. */
export async function* streamImportOutcomes(runs: RunStore, id: string): AsyncGenerator<RowOutcome, void, undefined> {
  const run = await runs.openById(id);
  try {
    yield* readOutcomes(run.journal('import'));
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

/** The run whose failed rows go again. Throws `RefusedError` when it is none that came to its end with this package. */
export const findRetriedRun = (id: string, runs: readonly RunRecord[], packageHash: string): RunRecord => {
  const run = runs.find((each) => each.id === id);
  if (run === undefined) {
    throw new RefusedError(`No import into this target is kept here as run "${id}".`, {
      code: 'run-not-found',
      hint: 'List them with: poolferry runs',
    });
  }
  if (ofPackage([run], packageHash).length === 0) {
    throw new RefusedError(`Run "${id}" imported another package.`, {
      code: 'other-package',
      hint: 'Name the package that it imported. A new export needs no --retry.',
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
