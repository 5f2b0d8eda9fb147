import type { KeyedLine, LineBatches } from './keyed-line.ts';

/** Reads a sorted stream beside another one that asks for its keys in the same order. */
export type LineFollower = {
  /** The first text of each of these sorted keys. Keys that were passed over cannot be asked for any more. */
  findAll(keys: readonly string[]): Promise<readonly (string | undefined)[]>;
};

export const followLines = (lines: LineBatches): LineFollower => {
  const batches = lines[Symbol.asyncIterator]();
  let batch: readonly KeyedLine[] = [];
  let at = 0;
  let isOver = false;

  /** The next line that is not before the key, if there is one in memory. */
  const skipTo = (key: string): KeyedLine | undefined => {
    while (at < batch.length && (batch[at] as KeyedLine).key < key) at += 1;
    return batch[at];
  };

  return {
    async findAll(keys) {
      const found: (string | undefined)[] = [];
      for (const key of keys) {
        let line = skipTo(key);
        while (line === undefined && !isOver) {
          const step = await batches.next();
          isOver = step.done === true;
          [batch, at] = [step.done ? [] : step.value, 0];
          line = skipTo(key);
        }
        found.push(line?.key === key ? line.text : undefined);
      }
      return found;
    },
  };
};
