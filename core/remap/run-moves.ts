import type { Journal } from '../journal/run-store.ts';
import type { Item } from '../owners/attribute-value.ts';
import { keyText } from '../owners/item-key.ts';
import { keyAfter } from '../owners/owner-change.ts';
import type { OwnerChange } from '../owners/plan-item.ts';
import { readWrittenChanges, type WrittenItem, type WrittenMove } from './written-changes.ts';

/** A move to a key, of which it is in question whether the item there came by it. */
export type QuestionedMove = WrittenMove & { readonly fromText: string; readonly from: Item; readonly to: Item };

/** Of all segments of a run: the keys under which it has put items, and what it wrote there once they had moved. */
export type RunMoves = {
  readonly movedTo: ReadonlySet<string>;
  readonly writtenThere: ReadonlyMap<string, readonly OwnerChange[]>;
  /** By new key: moves of which no outcome says that they were made, and all moves to a key where several lead to it. */
  readonly inQuestion: ReadonlyMap<string, readonly QuestionedMove[]>;
};

/** By new key: the key that its item came from, or that the item there is none of the run's, or that nobody can tell. */
export type JudgedMoves = ReadonlyMap<string, { readonly fromText: string } | 'not-moved' | 'in-doubt'>;

export const noMoves: RunMoves = { movedTo: new Set(), writtenThere: new Map(), inQuestion: new Map() };

/** Reads all journals of a table twice: where an item went, another segment may have found it again. */
export const readMoves = async (journals: readonly Pick<Journal, 'read'>[]): Promise<RunMoves> => {
  const movedTo = new Set<string>();
  const questioned = new Set<string>();
  for (const journal of journals) {
    for (const { key, changes, move } of (await readWrittenChanges(journal.read())).values()) {
      if (move === undefined) continue;
      const since = keyText(keyAfter(key, changes));
      if (move.madeInPass === undefined || movedTo.has(since)) questioned.add(since);
      movedTo.add(since);
    }
  }
  const writtenThere = new Map<string, readonly OwnerChange[]>();
  const inQuestion = new Map<string, QuestionedMove[]>();
  for (const journal of movedTo.size === 0 ? [] : journals) {
    for (const [text, { key, changes, move }] of await readWrittenChanges(journal.read())) {
      if (move === undefined) {
        if (movedTo.has(text)) writtenThere.set(text, changes);
        continue;
      }
      const to = keyAfter(key, changes);
      const since = keyText(to);
      if (!questioned.has(since)) continue;
      inQuestion.set(since, [...(inQuestion.get(since) ?? []), { ...move, fromText: text, from: key, to }]);
    }
  }
  return { movedTo, writtenThere, inQuestion };
};

/** The moves as they were judged: of keys that no item was moved to, nothing is left. */
export const settleMoves = (moves: RunMoves, judged: JudgedMoves): RunMoves => ({
  ...moves,
  movedTo: new Set([...moves.movedTo].filter((text) => judged.get(text) !== 'not-moved')),
});

/**
 * What a segment has written, by the key that each item has since: the one it had, unless the run has moved it. What was
 * written to an item after its move is told with the move, and not once more under its new key.
 */
export const byKeySince = (
  written: ReadonlyMap<string, WrittenItem>,
  { movedTo, writtenThere }: RunMoves,
  judged: JudgedMoves = new Map(),
): Map<string, WrittenItem> => {
  const since = new Map<string, WrittenItem>();
  for (const [text, item] of written) {
    if (item.move === undefined) {
      if (!movedTo.has(text)) since.set(text, item);
      continue;
    }
    const key = keyAfter(item.key, item.changes);
    const newText = keyText(key);
    const verdict = judged.get(newText);
    if (verdict === undefined || (typeof verdict === 'object' && verdict.fromText === text)) {
      since.set(newText, { ...item, key, changes: [...item.changes, ...(writtenThere.get(newText) ?? [])] });
    } else if (verdict !== 'in-doubt') {
      // It never moved, so that what earlier passes wrote to it stands where it was.
      const changes = item.changes.filter(({ at }) => !Object.hasOwn(item.key, at[0]));
      if (changes.length > 0) since.set(text, { ...item, changes });
    }
  }
  return since;
};
