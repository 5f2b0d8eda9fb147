import type { RunRecord } from '../../core/journal/run-store.ts';
import { isUndone } from './undone-imports.ts';

export type RelatedRuns = {
  /** Owner rewrites since: their items may belong to users who will be gone. */
  readonly remaps: readonly RunRecord[];
  /** Other imports of the same input; each is taken back by itself. */
  readonly imports: readonly RunRecord[];
};

/** Runs on this machine that an undo of this one should not be done without knowing of. */
export const findRelatedRuns = (run: RunRecord, all: readonly RunRecord[]): RelatedRuns => {
  const undos = all.filter(({ identity }) => identity.command === 'undo');
  const others = all.filter((each) => each.id !== run.id && !isUndone(each, undos));
  const { targetUserPoolId, inputHashes } = run.identity;
  const input = JSON.stringify(inputHashes);
  return {
    remaps: others.filter(
      ({ identity, startedAtMs, finishedAtMs = Number.POSITIVE_INFINITY }) =>
        identity.command === 'remap' &&
        Math.max(startedAtMs, finishedAtMs) >= run.startedAtMs &&
        (identity.targetUserPoolId === undefined || identity.targetUserPoolId === targetUserPoolId),
    ),
    imports: others.filter(
      ({ identity }) =>
        identity.command === 'import' &&
        identity.targetUserPoolId === targetUserPoolId &&
        JSON.stringify(identity.inputHashes) === input,
    ),
  };
};
