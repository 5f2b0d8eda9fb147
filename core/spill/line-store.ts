import { compareKeys, decodeKey, decodeKeyedLine, encodeKey, type KeyedLine, linesPerBatch } from './keyed-line.ts';

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
  /** Copies: a key that was cut out of a longer text would keep all of it in memory. */
  let keys: string[] = [];
  /** Where lines end. The first begins at 0. */
  let ends: number[] = [];

  const makeRoom = (wanted: number) => {
    if (wanted <= buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * buffer.length, wanted));
    buffer.copy(larger, 0, 0, size);
    buffer = larger;
  };

  const order = () => Array.from(keys.keys()).sort((a, b) => compareKeys(keys[a] as string, keys[b] as string));
  const startOf = (line: number) => (line === 0 ? 0 : (ends[line - 1] as number));

  return {
    get size() {
      return size;
    },
    add({ key, text }) {
      const encodedKey = encodeKey(key);
      const encodedText = `\t${text}\n`;
      // A code unit has at most three bytes.
      makeRoom(size + 3 * (encodedKey.length + encodedText.length));
      const keyEnd = size + buffer.write(encodedKey, size, 'utf8');
      keys.push(decodeKey(buffer.toString('utf8', size, keyEnd)));
      size = keyEnd + buffer.write(encodedText, keyEnd, 'utf8');
      ends.push(size);
    },
    *sortedPieces() {
      let piece = Buffer.allocUnsafeSlow(pieceSize);
      let filled = 0;
      for (const line of order()) {
        const [start, end] = [startOf(line), ends[line] as number];
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
      let lines: KeyedLine[] = [];
      for (const line of order()) {
        lines.push(decodeKeyedLine(buffer.toString('utf8', startOf(line), (ends[line] as number) - 1)));
        if (lines.length < linesPerBatch) continue;
        yield lines;
        lines = [];
      }
      if (lines.length > 0) yield lines;
    },
    clear() {
      size = 0;
      keys = [];
      ends = [];
    },
  };
};
