import type { Scratch } from '../journal/scratch.ts';
import { compareKeys, type KeyedLine } from './keyed-line.ts';
import { joinRuns, mergeRuns, writeRun } from './sorted-runs.ts';

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

/**
 * Characters of keys and texts that a sorter keeps in memory before it writes a run. Few enough that most of them are gone
 * before the collector takes them for something that stays.
 */
export const defaultSortMemory = 2 * 1024 * 1024;

export const createSorter = (scratch: Scratch, name: string, memory: number = defaultSortMemory): Sorter => {
  let lines: KeyedLine[] = [];
  let length = 0;
  let runs: readonly string[] = [];
  let written = 0;

  const spill = async () => {
    written += 1;
    const run = `${name}-${written}`;
    await writeRun(scratch, run, lines);
    runs = [...runs, run];
    lines = [];
    length = 0;
  };

  return {
    add(key, text) {
      lines.push({ key, text });
      length += key.length + text.length;
    },
    async relieve() {
      if (length >= memory) await spill();
    },
    async *sorted() {
      if (runs.length === 0) {
        if (lines.length > 0) yield lines.sort((a, b) => compareKeys(a.key, b.key));
        return;
      }
      if (lines.length > 0) await spill();
      const given = runs;
      runs = await joinRuns(scratch, given, `${name}-joined`);
      if (runs !== given) for (const run of given) await scratch.remove(run);
      yield* mergeRuns(scratch, runs);
    },
    async clear() {
      lines = [];
      for (const run of runs) await scratch.remove(run);
      runs = [];
    },
  };
};
