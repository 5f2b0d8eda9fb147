import type { PackageManifest } from '../journal/package-manifest.ts';
import type { PackageWriter } from './package-port.ts';

/** A file of a package to which lines come one at a time. */
export type LineWriter = {
  /** Takes text and counts one row. */
  add(text: string): void;
  /** Makes room when there is too much in memory. Await it once in a while between lines. */
  relieve(): Promise<void>;
  end(): Promise<PackageManifest['files'][number]>;
};

const pieceLength = 64 * 1024;

/** Writes lines in pieces of a size worth writing at once. The header is no row. */
export const createLineWriter = async (name: string, writer: PackageWriter, header = ''): Promise<LineWriter> => {
  const file = await writer.create(name);
  let piece = header;
  let rows = 0;
  const write = async () => {
    const text = piece;
    piece = '';
    if (text !== '') await file.append(text);
  };
  return {
    add(text) {
      piece += text;
      rows += 1;
    },
    async relieve() {
      if (piece.length >= pieceLength) await write();
    },
    async end() {
      await write();
      return { name, rows, ...(await file.end()) };
    },
  };
};
