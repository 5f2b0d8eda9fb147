import { decodeKeyedLine, encodeKeyedLine, isPlain, type KeyedLine, linesPerBatch } from './keyed-line.ts';
import { createLineOrder } from './line-order.ts';

/**
 * Lines that wait to be sorted, as bytes in one buffer. As texts they would live long enough for the collector to take them for
 * something that stays, and millions of them would be that.
 */
export type LineStore = {
  /** Bytes of the lines. */
  readonly size: number;
  add(line: KeyedLine): void;
  /** Sorted by key, stably, as a file has them. A piece holds its bytes only until the next one is asked for. */
  sortedPieces(): Generator<Uint8Array, void, undefined>;
  /** The same as lines, many at a time. */
  sortedLines(): Generator<KeyedLine[], void, undefined>;
  /** Forgets the lines and keeps the room. */
  clear(): void;
};

const firstCapacity = 16 * 1024;
const pieceSize = 64 * 1024;

export const createLineStore = (): LineStore => {
  let buffer: Buffer = Buffer.allocUnsafeSlow(firstCapacity);
  let size = 0;
  const lines = createLineOrder();

  const makeRoom = (wanted: number) => {
    if (wanted <= buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * buffer.length, wanted));
    buffer.copy(larger, 0, 0, size);
    buffer = larger;
  };

  return {
    get size() {
      return size;
    },
    add(line) {
      const isOfPlainKey = isPlain(line.key);
      const encoded = isOfPlainKey ? `${line.key}\t${line.text}\n` : encodeKeyedLine(line);
      // A code unit has at most three bytes.
      makeRoom(size + 3 * encoded.length);
      size += buffer.write(encoded, size, 'utf8');
      lines.add(line.key, isOfPlainKey, size);
    },
    *sortedPieces() {
      let piece = Buffer.allocUnsafeSlow(pieceSize);
      let filled = 0;
      for (const line of lines.sorted(buffer)) {
        const [start, end] = [lines.startOf(line), lines.endOf(line)];
        if (filled > 0 && filled + end - start > piece.length) {
          yield piece.subarray(0, filled);
          filled = 0;
        }
        if (end - start > piece.length) piece = Buffer.allocUnsafeSlow(end - start);
        filled += buffer.copy(piece, filled, start, end);
      }
      if (filled > 0) yield piece.subarray(0, filled);
    },
    *sortedLines() {
      let batch: KeyedLine[] = [];
      for (const line of lines.sorted(buffer)) {
        batch.push(decodeKeyedLine(buffer.toString('utf8', lines.startOf(line), lines.endOf(line) - 1)));
        if (batch.length < linesPerBatch) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    },
    clear() {
      size = 0;
      lines.clear();
    },
  };
};
