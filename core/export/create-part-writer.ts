import { encodeRow } from '../csv/encode-row.ts';
import type { FileLimits } from '../csv/import-limits.ts';
import { type PackageManifest, packageFileNames } from '../journal/package-manifest.ts';
import { assertReadsBack } from './assert-reads-back.ts';
import { createLineWriter, type LineWriter } from './create-line-writer.ts';
import type { PackageWriter } from './package-port.ts';
import { createRowChecksum, type RowChecksum } from './row-checksum.ts';

/** A row as it stands in a file, and what it is to say: its cells as `joinCells` joins them. */
export type PartRow = { readonly line: string; readonly joined: string };
export type RowPlace = { readonly part: number; readonly row: number };

/** Writes rows, in the order they come, into import files within the limits. */
export type PartWriter = {
  /** Takes a row into the part at hand; undefined when it needs a new one. */
  addHere(row: PartRow): RowPlace | undefined;
  add(row: PartRow): Promise<RowPlace>;
  /** Makes room when there is too much in memory. Await it once in a while between rows. */
  relieve(): Promise<void>;
  /** Rows from here on stand in parts of their own, of at most so many rows. */
  beginApart(maxRows: number): Promise<void>;
  /** There is always a first part, so that a package without users still has its header. */
  end(): Promise<PackageManifest['files']>;
};

type Open = {
  readonly name: string;
  readonly lines: LineWriter;
  readonly checksum: RowChecksum;
  rows: number;
  bytes: number;
};

/** Where parts are cut depends on nothing but the rows. Every part is read back before the next one begins. */
export const createPartWriter = (header: readonly string[], limits: FileLimits, writer: PackageWriter): PartWriter => {
  const headerLine = encodeRow(header);
  const files: PackageManifest['files'] = [];
  let { maxRows } = limits;
  let open: Open | undefined;

  const begin = async (): Promise<Open> => {
    const name = packageFileNames.part(files.length + 1);
    const lines = await createLineWriter(name, writer, headerLine);
    return { name, lines, checksum: createRowChecksum(), rows: 0, bytes: Buffer.byteLength(headerLine) };
  };

  const close = async () => {
    if (open === undefined) return;
    const { name, lines, rows, checksum } = open;
    open = undefined;
    files.push(await lines.end());
    await assertReadsBack({ name, header, rows, checksum: checksum.get(), limits }, writer);
  };

  const put = (part: Open, { line, joined }: PartRow, bytes: number): RowPlace => {
    part.lines.add(line);
    part.rows += 1;
    part.bytes += bytes;
    part.checksum.add(joined);
    return { part: files.length + 1, row: part.rows };
  };

  const addHere = (row: PartRow): RowPlace | undefined => {
    const bytes = Buffer.byteLength(row.line);
    const isFull = open === undefined || open.rows >= maxRows || open.bytes + bytes > limits.maxBytes;
    return open === undefined || isFull ? undefined : put(open, row, bytes);
  };

  return {
    addHere,
    async add(row) {
      const place = addHere(row);
      if (place !== undefined) return place;
      await close();
      open = await begin();
      return put(open, row, Buffer.byteLength(row.line));
    },
    async relieve() {
      await open?.lines.relieve();
    },
    async beginApart(rows) {
      await close();
      maxRows = Math.min(limits.maxRows, rows);
    },
    async end() {
      if (files.length === 0) open ??= await begin();
      await close();
      return files;
    },
  };
};
