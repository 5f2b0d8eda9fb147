import { ProblemsError } from '../../core/errors.ts';
import type { RunRecord } from '../../core/journal/run-store.ts';
import { findFollowsOver, findRemapsToContinue } from '../../core/remap/find-rival-runs.ts';
import type { CommandContext } from './command.ts';
import { describeUnreadable } from './remap-rivals.ts';

export type UndoRivals = {
  /** What may rewrite again what is given back, if it is continued, each as a sentence. */
  readonly warnings: readonly string[];
  /** What does so as long as it runs. */
  readonly obstacles: readonly string[];
};

/** Which other runs rewrite what the undo of `past` gives back. */
export const findUndoRivals = async (past: RunRecord, { runs: store }: CommandContext): Promise<UndoRivals> => {
  const { runs, problems } = await store.list();
  const follows = await Promise.all(
    findFollowsOver(runs, past).map(async ({ id }) => ({ id, holder: await store.heldBy(id) })),
  );
  return {
    warnings: [
      ...problems.map(describeUnreadable),
      ...findRemapsToContinue(runs, past).map(
        ({ id }) =>
          `Run ${id} over the same tables is not finished. If it is continued, it may rewrite again what this gives ` +
          'back: take it back as well.',
      ),
      ...follows
        .filter(({ holder }) => holder === undefined)
        .map(
          ({ id }) =>
            `Run ${id} of "remap --follow" is over the same tables. Its next round rewrites again what this gives back, ` +
            'for everybody whom it still looks for: see that nothing starts it.',
        ),
    ],
    obstacles: follows
      .filter(({ holder }) => holder !== undefined)
      .map(
        ({ id, holder }) =>
          `run ${id} of "remap --follow" is at work on the same tables, by ${holder}, and rewrites again what this ` +
          'gives back, for everybody whom it still looks for: stop it first',
      ),
  };
};

/** With `--break-lock` the person has said that whoever holds a run no longer exists. */
export const refuseBesideFollow = ({ obstacles }: UndoRivals, { options }: CommandContext): void => {
  if (obstacles.length === 0 || options.breakLock === true) return;
  throw new ProblemsError('This run cannot be taken back yet', obstacles, {
    code: 'undo-refused',
    hint: 'If you are sure that it no longer runs, add --break-lock.',
  });
};
