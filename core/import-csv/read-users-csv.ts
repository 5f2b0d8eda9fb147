import { createHash, type Hash } from 'node:crypto';
import { type CheckedRow, checkImportCsvChunks } from '../csv/check-import-csv.ts';
import { type FileLimits, importFileLimits } from '../csv/import-limits.ts';
import { createLineTable } from '../csv/line-table.ts';
import { readImportCsv } from '../csv/read-import-csv.ts';
import { PoolferryError } from '../errors.ts';
import type { PartRow } from '../import/import-ports.ts';
import type { PackageRow } from '../import/package-row.ts';
import { toCsvRow } from './csv-row.ts';
import { findHeaderProblems } from './find-header-problems.ts';
import { type Cells, findRowProblems, type RowRules } from './find-row-problems.ts';
import { passwordHashColumn } from './password-hash.ts';
import { createProblemList, type ProblemList } from './problem-list.ts';

export type UsersCsvRules = RowRules & {
  /** Columns that the target's `GetCSVHeader` names. */
  readonly columns: readonly string[];
  readonly limits?: FileLimits;
};

export type UsersCsv = {
  readonly header: readonly string[];
  /** By key, in the order of the file. */
  readonly rows: ReadonlyMap<string, PackageRow>;
  readonly rowsWithHash: number;
  readonly sha256: string;
};

/** Opens the file at its beginning. */
export type OpenFile = () => AsyncIterable<Uint8Array>;

/**
 * Reads a file that others made, through and through, before anything is sent. Throws `ProblemsError` (`bad-import-csv`) with
 * its problems by line, the first ones in full; where the header is wrong, nothing can be said of the rows. Keeps no values
 * in memory, only what tells rows apart.
 */
export const readUsersCsv = async (open: OpenFile, name: string, rules: UsersCsvRules): Promise<UsersCsv> => {
  const { limits = importFileLimits } = rules;
  const problems = createProblemList();
  const header = await readHeader(open, name, rules);
  const rows = new Map<string, PackageRow>();
  const names = createLineTable();
  const hash = createHash('sha256');
  let rowsWithHash = 0;
  let bytes = 0;
  const take = ({ line, cells, problems: found }: CheckedRow) => {
    const isBlank = cells.length === 1 && cells[0] === '';
    const messages = new Set(isBlank ? ['is blank'] : found.map(({ message }) => message));
    if (line > 1 && cells.length === header.length) {
      const filled = toCells(header, cells);
      for (const problem of findRowProblems(filled, rules)) messages.add(problem);
      const row = toCsvRow(line - 1, filled, rules.target);
      const first = row.names.map((each) => names.put(each, line)).find((each) => each !== undefined);
      if (first !== undefined && !messages.has(sameUsername(first)))
        messages.add(`has a sign-in name of line ${first}`);
      rows.set(row.sub, row);
      if (filled.has(passwordHashColumn)) rowsWithHash += 1;
    }
    // What is said of the file as a whole comes last, without cells, and as whole sentences.
    problems.add(cells.length === 0 ? 'of all:' : `line ${line}`, messages);
  };
  try {
    const chunks = hashing(open(), hash, (length) => {
      bytes += length;
    });
    for await (const checked of checkImportCsvChunks(chunks, header, limits)) for (const row of checked) take(row);
  } catch (error) {
    if (!isNotUtf8(error)) throw error;
    problems.add('of all:', [(error as Error).message]);
  }
  const isTooLarge = rows.size > limits.maxRows || bytes > limits.maxBytes;
  problems.throwIfAny(subjectOf(name), isTooLarge ? howToSplit(name, rows.size, bytes, limits) : howToMend);
  return { header, rows, rowsWithHash, sha256: hash.digest('hex') };
};

/** Rows of the file in its order; throws at its end when it is no longer the one that was checked. */
export async function* readCsvRows(
  open: OpenFile,
  name: string,
  csv: UsersCsv,
): AsyncGenerator<PartRow, void, undefined> {
  const hash = createHash('sha256');
  for await (const { line, cells, text } of readImportCsv(hashing(open(), hash))) {
    if (line > 1) yield { row: line - 1, line: text, cells: toCells(csv.header, cells) };
  }
  if (hash.digest('hex') !== csv.sha256) throw fileChanged(name);
}

const readHeader = async (open: OpenFile, name: string, { columns, algorithm }: UsersCsvRules): Promise<string[]> => {
  const problems = createProblemList();
  const first = await readFirstRow(open, problems);
  problems.throwIfAny(subjectOf(name), howToMend);
  const [start = '', ...rest] = first.cells;
  if (start.startsWith('\ufeff')) problems.add('line 1', ['begins with a byte order mark, which has to go']);
  const header = [start.replace('\ufeff', ''), ...rest];
  if (first.text.endsWith('\r')) {
    problems.add('line 1', ['ends with CR LF, as others may: save the file with line feeds alone']);
    header.push((header.pop() ?? '').slice(0, -1));
  }
  problems.add('the header', findHeaderProblems(header, { columns, takesHashes: algorithm !== undefined }));
  problems.throwIfAny(subjectOf(name), 'The rows were not looked at, because the header says what they mean.');
  return header;
};

const readFirstRow = async (open: OpenFile, problems: ProblemList) => {
  try {
    for await (const row of readImportCsv(open())) return row;
    problems.add('the file', ['is empty']);
  } catch (error) {
    if (!isNotUtf8(error)) throw error;
    problems.add('of all:', [(error as Error).message]);
  }
  return { cells: [], text: '' };
};

async function* hashing(chunks: AsyncIterable<Uint8Array>, hash: Hash, onBytes?: (length: number) => void) {
  for await (const chunk of chunks) {
    hash.update(chunk);
    onBytes?.(chunk.byteLength);
    yield chunk;
  }
}

const toCells = (header: readonly string[], cells: readonly string[]): Cells =>
  new Map(header.flatMap((column, at) => (cells[at] ? [[column, cells[at]] as const] : [])));

const isNotUtf8 = (error: unknown) => error instanceof PoolferryError && error.code === 'not-utf-8';

const sameUsername = (line: number) => `has the same cognito:username as line ${line}`;

const subjectOf = (name: string) => `"${name}" cannot be imported`;

const howToMend =
  'Nothing was sent. In this dialect nothing is quoted, a comma inside a value is written "\\,", and lines end with a line feed. Correct the file and give the same command.';

/** With room for rows that are longer than others. */
const howToSplit = (name: string, rows: number, bytes: number, { maxRows, maxBytes }: FileLimits) => {
  const perFile = Math.max(1, Math.min(maxRows, Math.floor((0.8 * maxBytes * rows) / bytes)));
  return `Nothing was sent. Cut the rows into files below the limits (tail -n +2 ${name} | split -l ${perFile} - rows-), put a copy of line 1 before each, and import one after the other.`;
};

const fileChanged = (name: string) =>
  new PoolferryError(`"${name}" was changed while it was imported.`, {
    code: 'import-file-changed',
    hint: 'Put it back as it was and run the same command again to continue; a changed file is another import.',
  });
