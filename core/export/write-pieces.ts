const pieceLength = 64 * 1024;

/** Text of many items, in pieces of a size worth writing at once. */
export function* inPieces<T>(items: Iterable<T>, toText: (item: T) => string): Generator<string, void, undefined> {
  let piece = '';
  for (const item of items) {
    piece += toText(item);
    if (piece.length >= pieceLength) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}

/** Records as the text of a `.jsonl` file. */
export const toJsonLines = (records: Iterable<unknown>): Iterable<string> =>
  inPieces(records, (record) => `${JSON.stringify(record)}\n`);
