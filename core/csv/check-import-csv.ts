import { type FileLimits, importFileLimits, maxRowLength } from './import-limits.ts';
import { arePlainCells, joinCells } from './joined-cells.ts';
import { createLineTable, type LineTable } from './line-table.ts';
import { type ImportCsvRow, readImportCsvChunks } from './read-import-csv.ts';
import { findUnsafe } from './unsafe-value.ts';

export type CsvProblem = { readonly line: number; readonly message: string };

export type CheckedRow = {
  readonly line: number;
  readonly cells: readonly string[];
  /** The cells as `joinCells` joins them. */
  readonly joined: string;
  /** Empty for a row that the import job can read as it was meant. */
  readonly problems: readonly CsvProblem[];
};

/**
 * Reads an import file and says of every line what is wrong with it, the header included; the last item speaks of the file
 * as a whole when there is something to say. Messages name columns, never values. Remembers the usernames it has seen, in 16
 * bytes each and some room.
 */
export async function* checkImportCsv(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  header: readonly string[],
  limits: FileLimits = importFileLimits,
): AsyncGenerator<CheckedRow, void, undefined> {
  for await (const rows of checkImportCsvChunks(chunks, header, limits)) yield* rows;
}

/** The same, with all rows that end in a chunk at once, to be read to their end before the next ones are asked for. */
export async function* checkImportCsvChunks(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  header: readonly string[],
  limits: FileLimits = importFileLimits,
  expectedRows = 0,
): AsyncGenerator<Iterable<CheckedRow>, void, undefined> {
  const usernames = createLineTable(expectedRows);
  const usernameAt = header.indexOf('cognito:username');
  const flagsAt = flagColumns.map((name) => header.indexOf(name)).filter((at) => at >= 0);
  const size = { bytes: 0 };
  let lastLine = 0;
  const check = function* (rows: Iterable<ImportCsvRow>): Generator<CheckedRow, void, undefined> {
    for (const { line, cells, text, isTerminated } of rows) {
      lastLine = line;
      const joined = joinCells(cells);
      const messages = line === 1 ? checkHeader(cells, header) : checkCells(cells, joined, header, flagsAt);
      const repeated = line === 1 ? undefined : checkUsername(cells[usernameAt], line, usernames);
      if (repeated !== undefined) messages.push(repeated);
      if (text.length + 1 > maxRowLength) messages.push(`is longer than ${maxRowLength} characters`);
      if (!isTerminated) messages.push('does not end with a line feed');
      yield { line, cells, joined, problems: messages.map((message) => ({ line, message })) };
    }
  };
  try {
    for await (const rows of readImportCsvChunks(counting(chunks, size))) yield check(rows);
  } finally {
    usernames.release();
  }
  const whole = checkWhole(lastLine, size.bytes, limits);
  if (whole.length > 0) {
    yield [{ line: lastLine, cells: [], joined: '', problems: whole.map((message) => ({ line: lastLine, message })) }];
  }
}

async function* counting(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, size: { bytes: number }) {
  for await (const chunk of chunks) {
    size.bytes += chunk.byteLength;
    yield chunk;
  }
}

const checkHeader = (cells: readonly string[], header: readonly string[]): string[] => {
  const problems = header.filter((name) => !cells.includes(name)).map((name) => `the header lacks "${name}"`);
  const extra = cells.filter((name) => !header.includes(name));
  if (extra.length > 0) problems.push(`the header has ${extra.length} columns that the pool does not name`);
  if (problems.length === 0 && cells.some((name, at) => name !== header[at])) {
    problems.push("the header's order or number of columns is not the pool's");
  }
  return problems;
};

const flagColumns = ['email_verified', 'phone_number_verified'] as const;

const checkCells = (
  cells: readonly string[],
  joined: string,
  header: readonly string[],
  flagsAt: readonly number[],
): string[] => {
  if (cells.length !== header.length) return [`has ${cells.length} cells, the header has ${header.length}`];
  const problems = arePlainCells(joined, cells.length) ? [] : findUnsafeCells(cells, header);
  for (const at of flagsAt) {
    const flag = cells[at] ?? '';
    if (flag !== '' && !/^(true|false)$/i.test(flag)) problems.push(`"${header[at]}" is neither true nor false`);
  }
  return problems;
};

const findUnsafeCells = (cells: readonly string[], header: readonly string[]): string[] =>
  cells.flatMap((cell, at) => {
    const unsafe = cell === '' ? undefined : findUnsafe(cell);
    return unsafe === undefined ? [] : [`"${header[at]}" holds ${unsafe}`];
  });

const checkUsername = (username: string | undefined, line: number, usernames: LineTable): string | undefined => {
  if (username === undefined || username === '') return 'has no cognito:username';
  const first = usernames.put(username, line);
  return first === undefined ? undefined : `has the same cognito:username as line ${first}`;
};

const checkWhole = (lines: number, bytes: number, limits: FileLimits): string[] => {
  const problems: string[] = [];
  if (lines === 0) problems.push('the file is empty');
  if (lines - 1 > limits.maxRows) problems.push(`the file has more than ${limits.maxRows} users`);
  if (bytes > limits.maxBytes) problems.push(`the file is larger than ${limits.maxBytes} bytes`);
  return problems;
};
