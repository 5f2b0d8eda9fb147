import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { csvHeaderOf, PASSWORD_HASH } from './csv-header.ts';
import { type CsvFile, readCsvFile } from './csv-reader.ts';
import type { ImportJob, ImportRows } from './import-job.ts';

/** "100 MB", read as the smaller of its two meanings. */
const MAX_FILE_BYTES = 100_000_000;
const MAX_ROWS = 500_000;

/** Every column once, in any order. A job with an algorithm needs that of the hashes, too. */
const headerProblem = (state: CognitoState, pool: UserPool, job: ImportJob, header: readonly string[]) => {
  const expected = new Set(csvHeaderOf(state, pool));
  if (job.passwordHashingAlgorithm !== undefined) {
    if (!header.includes(PASSWORD_HASH)) return 'The uploaded file has no password_hash column.';
    expected.add(PASSWORD_HASH);
  }
  const fits = header.length === expected.size && new Set(header).size === expected.size;
  return fits && header.every((name) => expected.has(name)) ? null : 'Unexpected headers in the uploaded file.';
};

const parse = (upload: Uint8Array): CsvFile | null => {
  try {
    return readCsvFile(upload);
  } catch {
    return null;
  }
};

/** The rows of the uploaded file, or why the job fails as a whole. */
export const openImportFile = (state: CognitoState, pool: UserPool, job: ImportJob): ImportRows | string => {
  const upload = state.uploads.bodyOf(job.uploadKey);
  if (upload === null) return 'The uploaded file is missing.';
  if (upload.length > MAX_FILE_BYTES) return 'The uploaded file is larger than 100 MB.';
  const file = parse(upload);
  if (file === null) return 'The uploaded file could not be parsed.';
  const problem = headerProblem(state, pool, job, file.header);
  if (problem !== null) return problem;
  if (file.lines.length > MAX_ROWS) return 'The uploaded file has more than 500000 users.';
  return { ...file, next: 0 };
};
