import { PoolferryError } from '../errors.ts';
import { decodeJournalLine } from './journal-line.ts';

export type JournalEntry = {
  readonly record: unknown;
  readonly crc: number;
  /** Where the next line begins: everything before it is intact. */
  readonly endOffset: number;
};

const lineFeed = 0x0a;

/**
 * Reads journal bytes, in chunks of any size, into entries. Bytes behind the last line feed are a torn append, which
 * nobody was told had happened: they are left out. Anything else that is not what was written is a `PoolferryError`
 * (`journal-damaged`) with file and byte offset. Holds one line and one chunk in memory.
 */
export const decodeJournal = async function* (
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  fileName: string,
): AsyncGenerator<JournalEntry, void, undefined> {
  let pieces: Uint8Array[] = [];
  let offset = 0;
  let previousCrc = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      pieces.push(chunk.subarray(start, end));
      const line = pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
      pieces = [];
      start = end + 1;
      const decoded = decodeJournalLine(line, previousCrc);
      if (decoded === undefined) throw damaged(fileName, offset);
      previousCrc = decoded.crc;
      offset += line.length + 1;
      yield { ...decoded, endOffset: offset };
    }
    // Copied, because the source may reuse its buffer for the next chunk.
    if (start < chunk.length) pieces.push(chunk.slice(start));
  }
};

const damaged = (fileName: string, offset: number) =>
  new PoolferryError(`The journal "${fileName}" is damaged at byte ${offset}.`, {
    code: 'journal-damaged',
    hint: 'Restore the file from a backup. Nothing was guessed, and nothing after that place was read.',
  });
