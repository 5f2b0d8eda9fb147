import { compareKeys, type KeyedLine, type LineBatches, linesPerBatch } from './keyed-line.ts';

type Cursor = {
  readonly rank: number;
  readonly batches: AsyncIterator<readonly KeyedLine[]>;
  batch: readonly KeyedLine[];
  at: number;
};

/**
 * One sorted stream of several sorted ones. Lines of equal keys come in the order of their sources, so that the later of two
 * stays the later. Holds one batch of every source.
 */
export async function* mergeSorted(sources: readonly LineBatches[]): AsyncGenerator<KeyedLine[], void, undefined> {
  const heap: Cursor[] = [];
  for (const [rank, source] of sources.entries()) {
    const cursor: Cursor = { rank, batches: source[Symbol.asyncIterator](), batch: [], at: 0 };
    if (await refill(cursor)) heap.push(cursor);
  }
  for (let at = heap.length - 1; at >= 0; at -= 1) sink(heap, at);
  let merged: KeyedLine[] = [];
  for (let first = heap[0]; first !== undefined; first = heap[0]) {
    merged.push(first.batch[first.at] as KeyedLine);
    first.at += 1;
    if (first.at === first.batch.length && !(await refill(first))) {
      const last = heap.pop();
      if (last !== undefined && last !== first) heap[0] = last;
    }
    sink(heap, 0);
    if (merged.length === linesPerBatch) {
      yield merged;
      merged = [];
    }
  }
  if (merged.length > 0) yield merged;
}

const refill = async (cursor: Cursor): Promise<boolean> => {
  for (;;) {
    const step = await cursor.batches.next();
    if (step.done) return false;
    if (step.value.length === 0) continue;
    cursor.batch = step.value;
    cursor.at = 0;
    return true;
  }
};

const isBefore = (a: Cursor, b: Cursor): boolean => {
  const order = compareKeys((a.batch[a.at] as KeyedLine).key, (b.batch[b.at] as KeyedLine).key);
  return order < 0 || (order === 0 && a.rank < b.rank);
};

/** Lets the cursor at `from` sink to its place in the heap. */
const sink = (heap: Cursor[], from: number): void => {
  const sinking = heap[from];
  if (sinking === undefined) return;
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    let smallest = heap[child];
    if (smallest === undefined) break;
    const right = heap[child + 1];
    if (right !== undefined && isBefore(right, smallest)) {
      child += 1;
      smallest = right;
    }
    if (!isBefore(smallest, sinking)) break;
    heap[at] = smallest;
    at = child;
  }
  heap[at] = sinking;
};
