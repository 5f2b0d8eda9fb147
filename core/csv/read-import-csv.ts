import { PoolferryError } from '../errors.ts';

export type ImportCsvRow = {
  /** Of the file, from 1: the header is line 1. */
  readonly line: number;
  /** With `\,` read as a comma. Nothing else is interpreted: quotes, carriage returns and other backslashes stay. */
  readonly cells: readonly string[];
  /** The line as it stands in the file, without its line feed. */
  readonly text: string;
  /** False when the file ends without a line feed here. */
  readonly isTerminated: boolean;
};

/**
 * Reads a file in Cognito's import dialect, however its bytes are cut into chunks, one row in memory at a time. Throws
 * `PoolferryError` (`not-utf-8`) on bytes that are not UTF-8. Knows nothing of the writer, so that it can check it.
 */
export async function* readImportCsv(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<ImportCsvRow, void, undefined> {
  for await (const rows of readImportCsvChunks(chunks)) yield* rows;
}

/**
 * The same, with all rows that end in a chunk at once: waiting for every single one would cost more than reading it. Rows must
 * be read to their end before the next ones are asked for.
 */
export async function* readImportCsvChunks(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Iterable<ImportCsvRow>, void, undefined> {
  // The byte order mark is kept, so that a check can refuse it.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  let line = 1;
  const rowsOf = function* (text: string) {
    let from = 0;
    for (let to = text.indexOf('\n', from); to >= 0; to = text.indexOf('\n', from)) {
      yield toRow(text.slice(from, to), line, true);
      line += 1;
      from = to + 1;
    }
    rest = text.slice(from);
  };
  for await (const chunk of chunks) yield rowsOf(rest + decode(decoder, line, chunk));
  rest += decode(decoder, line);
  if (rest !== '') yield [toRow(rest, line, false)];
}

const decode = (decoder: InstanceType<typeof TextDecoder>, line: number, chunk?: Uint8Array): string => {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch (cause) {
    throw new PoolferryError(`The file is not UTF-8 at or soon after line ${line}.`, {
      code: 'not-utf-8',
      hint: 'Save it as UTF-8 without a byte order mark.',
      cause,
    });
  }
};

const toRow = (text: string, line: number, isTerminated: boolean): ImportCsvRow => ({
  line,
  cells: splitCells(text),
  text,
  isTerminated,
});

const splitCells = (text: string): string[] => {
  const pieces = text.split(',');
  if (!text.includes('\\,')) return pieces;
  const cells: string[] = [];
  let cell = '';
  for (const [at, piece] of pieces.entries()) {
    // The last piece has no comma behind it that a backslash could belong to.
    if (piece.endsWith('\\') && at < pieces.length - 1) {
      cell += `${piece.slice(0, -1)},`;
      continue;
    }
    cells.push(cell + piece);
    cell = '';
  }
  return cells;
};
