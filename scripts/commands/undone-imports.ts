import { RefusedError } from '../../core/errors.ts';
import { isSameRun } from '../../core/journal/run-identity.ts';
import type { RunIdentity, RunRecord, RunStore } from '../../core/journal/run-store.ts';
import { openUndoLog, undoJournalName } from '../../core/undo-import/undo-journal.ts';
import { toCommandLine } from '../terminal/shell-words.ts';

export const undoIdentity = ({ id, identity: { targetUserPoolId } }: RunRecord): RunIdentity => ({
  command: 'undo',
  ...(targetUserPoolId === undefined ? {} : { targetUserPoolId }),
  inputHashes: {},
  options: { run: id },
});

/** Every undo that is kept here, whatever it takes back. */
export const listUndos = async (runs: RunStore): Promise<RunRecord[]> =>
  (await runs.list()).runs.filter(({ identity }) => identity.command === 'undo');

const undoOf = ({ id }: RunRecord, undos: readonly RunRecord[]) =>
  undos.find(({ identity }) => identity.options.run === id);

/** Whether a run was taken back, to the end. */
export const isUndone = (run: RunRecord, undos: readonly RunRecord[]): boolean =>
  undoOf(run, undos)?.state === 'finished';

/**
 * What an import is called after others of the same input were taken back: a run of its own, which begins anew. Throws
 * `RefusedError` while one is being taken back.
 */
export const afterUndo = (
  asked: RunIdentity,
  imports: readonly RunRecord[],
  undos: readonly RunRecord[],
): RunIdentity => {
  const run = imports.find(({ identity }) => isSameRun(identity, asked));
  const undo = run === undefined ? undefined : undoOf(run, undos);
  if (run === undefined || undo === undefined) return asked;
  if (undo.state !== 'finished') {
    throw new RefusedError(`Run "${run.id}" imported this, and is being taken back.`, {
      code: 'undo-not-finished',
      hint: `Finish that first: ${toCommandLine(['undo', run.id, '--execute'])}`,
    });
  }
  return afterUndo({ ...asked, options: { ...asked.options, afterUndo: undo.id } }, imports, undos);
};

export const wasTakenBack = ({ id }: RunRecord): RefusedError =>
  new RefusedError(`Run "${id}" was taken back, so none of its rows can go again.`, {
    code: 'run-undone',
    hint: 'Leave --retry out: the import then begins anew.',
  });

/** Users whom undos of these imports have deleted, by their sub in the target. */
export const readTakenBack = async (runs: RunStore, imports: readonly RunRecord[]): Promise<ReadonlySet<string>> => {
  const ids = new Set(imports.map(({ id }) => id));
  const takenBack = new Set<string>();
  for (const { id, identity } of await listUndos(runs)) {
    if (!ids.has(String(identity.options.run))) continue;
    const undo = await runs.openById(id);
    try {
      const { progress } = await openUndoLog(undo.journal(undoJournalName));
      for (const { newSub, outcome } of progress.outcomes.values()) if (outcome === 'deleted') takenBack.add(newSub);
    } finally {
      await undo.close();
    }
  }
  return takenBack;
};
