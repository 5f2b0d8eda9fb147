import type { Scratch } from '../journal/scratch.ts';
import type { KeyedLine } from './keyed-line.ts';
import { createLineStore } from './line-store.ts';
import { joinRuns, mergeRuns } from './sorted-runs.ts';

/** Sorts more lines than memory holds. */
export type Sorter = {
  add(key: string, text: string): void;
  /** Makes room when there is too much in memory. Await it once in a while between lines. */
  relieve(): Promise<void>;
  /** Everything that was added, by key; lines of equal keys in the order in which they were added. May be read again. */
  sorted(): AsyncGenerator<readonly KeyedLine[], void, undefined>;
  /** Removes what was written. */
  clear(): Promise<void>;
};

/** Bytes of lines that a sorter keeps in memory before it writes a run. */
export const defaultSortMemory = 4 * 1024 * 1024;

export const createSorter = (scratch: Scratch, name: string, memory: number = defaultSortMemory): Sorter => {
  const lines = createLineStore();
  let runs: readonly string[] = [];
  let written = 0;

  const spill = async () => {
    written += 1;
    const run = `${name}-${written}`;
    await scratch.write(run, lines.sortedPieces());
    runs = [...runs, run];
    lines.clear();
  };

  return {
    add(key, text) {
      lines.add({ key, text });
    },
    async relieve() {
      if (lines.size >= memory) await spill();
    },
    async *sorted() {
      if (runs.length === 0) {
        yield* lines.sortedLines();
        return;
      }
      if (lines.size > 0) await spill();
      const given = runs;
      runs = await joinRuns(scratch, given, `${name}-joined`);
      if (runs !== given) for (const run of given) await scratch.remove(run);
      yield* mergeRuns(scratch, runs);
    },
    async clear() {
      lines.clear();
      for (const run of runs) await scratch.remove(run);
      runs = [];
    },
  };
};
