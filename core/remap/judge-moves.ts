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

type Verdict = QuestionedMove | 'not-moved' | 'in-doubt';

/**
 * Finds out by which of the moves in question the items came that stand under the new keys. An item has the lock that it was
 * moved with until the application writes it. A move is one transaction, so an item that is still under its old key was not
 * moved, unless the lock shows that it was, and there is another one by now. What neither tells stays in doubt: it may be
 * the application's own.
 */
export const judgeMoves = async (
  judging: Judging,
  inQuestion: ReadonlyMap<string, readonly QuestionedMove[]>,
): Promise<JudgedMoves> => {
  const judged = new Map<string, Verdict>();
  const read = (key: Item) => persist(judging.ports, judging.pace, () => readWholeItem(judging, key));
  const isGone = async (key: Item) => (await read(key)) === undefined;
  await runWorkers([...inQuestion], judging.pace.batchesInFlight, async ([text, moves]) => {
    const [first] = moves;
    const item = first === undefined ? undefined : await read(first.to);
    judged.set(text, item === undefined ? 'not-moved' : await judge(item[judging.lock], moves, isGone));
  });
  return judged;
};

const judge = async (
  lock: Item[string] | undefined,
  moves: readonly QuestionedMove[],
  isGone: (key: Item) => Promise<boolean>,
): Promise<Verdict> => {
  // A move that was made found the new key free: what earlier passes had moved there was gone.
  const lastMade = Math.max(0, ...moves.map(({ madeInPass = 0 }) => madeInPass));
  const recent = moves.filter(({ pass }) => pass >= lastMade);
  const digest = lock === undefined ? undefined : digestOfLock(lock);
  const byLock = recent.filter(({ locks }) => locks.some((each) => each.pass >= lastMade && each.digest === digest));
  const [onlyByLock] = byLock;
  if (onlyByLock !== undefined && byLock.length === 1) return onlyByLock;

  const isMade = ({ madeInPass }: QuestionedMove) => madeInPass === lastMade;
  const possible: QuestionedMove[] = [];
  for (const move of recent) if (isMade(move) || (await isGone(move.from))) possible.push(move);
  if (possible.length === 0 && byLock.length === 0) return 'not-moved';
  const possibleByLock = possible.filter((move) => byLock.includes(move));
  if (possibleByLock.length === 1) return possibleByLock[0] as QuestionedMove;
  const lastPass = Math.max(...possible.map(({ pass }) => pass));
  const last = possible.filter(({ pass }) => pass === lastPass);
  const [only] = last;
  const isTold = last.length === 1 && possible.every((move) => isMade(move) || move.mayBeMade);
  return isTold && only !== undefined ? only : 'in-doubt';
};
