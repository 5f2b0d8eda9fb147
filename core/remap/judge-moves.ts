import type { RateLimit } from '../flow/rate-limit.ts';
import { runWorkers } from '../flow/run-workers.ts';
import type { Item } from '../owners/attribute-value.ts';
import { digestOfLock } from './lock-digest.ts';
import { persist } from './persist.ts';
import { readWholeItem } from './read-whole-item.ts';
import type { RemapPace, TableWorkPorts } from './remap-settings.ts';
import type { JudgedMoves, QuestionedMove } from './run-moves.ts';

type Judging = {
  readonly ports: TableWorkPorts;
  readonly pace: RemapPace;
  readonly readLimit: RateLimit;
  readonly tableName: string;
  readonly lock: string;
};

/**
 * Finds out by which of the moves in question the items came that stand under the new keys. A move is one transaction, so an
 * item that is still under its old key was not moved; and an item has the lock that it was moved with until the application
 * writes it. What neither tells stays in doubt: it may be the application's own.
 */
export const judgeMoves = async (
  judging: Judging,
  inQuestion: ReadonlyMap<string, readonly QuestionedMove[]>,
): Promise<JudgedMoves> => {
  const judged = new Map<string, { readonly fromText: string } | 'not-moved' | 'in-doubt'>();
  const read = (key: Item) => persist(judging.ports, judging.pace, () => readWholeItem(judging, key));
  await runWorkers([...inQuestion], judging.pace.batchesInFlight, async ([text, moves]) => {
    const [first] = moves;
    const item = first === undefined ? undefined : await read(first.to);
    const possible: QuestionedMove[] = [];
    for (const move of item === undefined ? [] : moves) {
      if (move.isMade || (await read(move.from)) === undefined) possible.push(move);
    }
    const move = item === undefined ? undefined : findMove(item[judging.lock], possible);
    judged.set(text, move ?? (possible.length === 0 ? 'not-moved' : 'in-doubt'));
  });
  return judged;
};

const findMove = (lock: Item[string] | undefined, possible: readonly QuestionedMove[]): QuestionedMove | undefined => {
  const digest = lock === undefined ? undefined : digestOfLock(lock);
  const byLock = possible.filter(({ locks }) => digest !== undefined && locks.includes(digest));
  if (byLock.length === 1) return byLock[0];
  // The later of two that were made found the key free again.
  const lastPass = Math.max(...possible.map(({ pass }) => pass));
  const last = possible.filter(({ pass }) => pass === lastPass);
  const [only] = last;
  const isTold = last.length === 1 && possible.every(({ isMade, mayBeMade }) => isMade || mayBeMade);
  return isTold ? only : undefined;
};
