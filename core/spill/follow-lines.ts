import type { KeyedLine, LineBatches } from './keyed-line.ts';

/** Reads a sorted stream beside another one that asks for its keys in the same order. */
export type LineFollower = {
  /** The first text of this key. Keys that were passed over cannot be asked for any more. */
  find(key: string): Promise<string | undefined>;
};

export const followLines = (lines: LineBatches): LineFollower => {
  const batches = lines[Symbol.asyncIterator]();
  let batch: readonly KeyedLine[] = [];
  let at = 0;
  let isOver = false;
  return {
    async find(key) {
      for (;;) {
        for (; at < batch.length; at += 1) {
          const line = batch[at] as KeyedLine;
          if (line.key >= key) return line.key === key ? line.text : undefined;
        }
        if (isOver) return undefined;
        const step = await batches.next();
        if (step.done) isOver = true;
        else [batch, at] = [step.value, 0];
      }
    },
  };
};
