import { crc32 } from 'node:zlib';

/** Of what rows are to say, one after the other, whatever they look like in a file. */
export type RowChecksum = {
  /** Takes the cells of a row as `joinCells` joins them: a NUL is in none of them. */
  add(joined: string): void;
  get(): number;
};

const pieceLength = 16 * 1024;

export const createRowChecksum = (): RowChecksum => {
  let checksum = 0;
  // Many rows at once: a call for each would cost more than the bytes.
  let piece = '';
  const digest = () => {
    checksum = crc32(piece, checksum);
    piece = '';
  };
  return {
    add(joined) {
      piece += joined;
      piece += '\u0000';
      if (piece.length >= pieceLength) digest();
    },
    get() {
      digest();
      return checksum;
    },
  };
};
