import type { Scratch } from '../journal/scratch.ts';
import { encodeKeyedLine, type LineBatches, readKeyedLines } from './keyed-line.ts';
import { mergeSorted } from './merge-sorted.ts';

/** Runs that are read at the same time: each costs a file handle and the lines of one chunk. */
const maxFanIn = 192;

export const readRun = (scratch: Scratch, name: string): LineBatches => readKeyedLines(scratch.read(name));

/**
 * Joins neighbouring runs into longer ones until few enough are left to be read together. Runs that were given stay as
 * they are; those made on the way are removed.
 */
export const joinRuns = async (
  scratch: Scratch,
  given: readonly string[],
  prefix: string,
  fanIn = maxFanIn,
): Promise<readonly string[]> => {
  let runs = given;
  for (let round = 1; runs.length > fanIn; round += 1) {
    const joined: string[] = [];
    for (let from = 0; from < runs.length; from += fanIn) {
      const group = runs.slice(from, from + fanIn);
      const name = `${prefix}-${round}-${joined.length + 1}`;
      await scratch.write(name, toText(mergeRuns(scratch, group)));
      if (round > 1) for (const each of group) await scratch.remove(each);
      joined.push(name);
    }
    runs = joined;
  }
  return runs;
};

export const mergeRuns = (scratch: Scratch, runs: readonly string[]): LineBatches =>
  mergeSorted(runs.map((name) => readRun(scratch, name)));

const pieceLength = 64 * 1024;

async function* toText(batches: LineBatches): AsyncGenerator<string, void, undefined> {
  let piece = '';
  for await (const batch of batches) {
    for (const line of batch) piece += encodeKeyedLine(line);
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
