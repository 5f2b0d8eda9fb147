import type { CognitoState } from '../cognito-state.ts';
import type { ImportJob, ImportRows } from '../state/import-job.ts';
import type { UserPool } from '../state/user-pool.ts';
import { csvHeaderOf } from './csv-header.ts';
import { readCsvFile } from './csv-reader.ts';
import { importRow } from './import-row.ts';
import { setJobStatus } from './job-statuses.ts';

const UNSTARTED_LIFETIME_MS = 24 * 3_600_000;
const MAX_FILE_BYTES = 100 * 1024 * 1024;
const MAX_ROWS = 500_000;

const finish = (state: CognitoState, job: ImportJob, status: 'Succeeded' | 'Failed', message?: string): void => {
  const nowMs = state.clock.nowMs();
  setJobStatus(job, status, nowMs);
  job.completedMs = nowMs;
  if (message !== undefined) job.completionMessage = message;
  state.uploads.discard(job.id);
};

const openRows = (state: CognitoState, pool: UserPool, job: ImportJob): ImportRows | string => {
  const upload = state.uploads.bodyOf(job.id);
  if (upload === null) return 'The uploaded file is missing.';
  if (upload.length > MAX_FILE_BYTES) return 'The uploaded file is too large.';
  try {
    const file = readCsvFile(upload);
    const expected = csvHeaderOf(pool.schema);
    const fits = file.header.length === expected.length && expected.every((name) => file.header.includes(name));
    if (!fits) return 'Unexpected headers in the uploaded file.';
    if (file.lines.length > MAX_ROWS) return 'The uploaded file has too many users.';
    return { ...file, next: 0 };
  } catch {
    return 'The uploaded file could not be parsed.';
  }
};

const begin = (state: CognitoState, pool: UserPool, job: ImportJob): void => {
  const rows = openRows(state, pool, job);
  if (typeof rows === 'string') finish(state, job, 'Failed', rows);
  else {
    job.rows = rows;
    setJobStatus(job, 'InProgress', state.clock.nowMs());
  }
};

const hasTooMuchTrouble = ({ controls }: CognitoState, { imported, skipped, failed }: ImportJob): boolean =>
  failed + skipped >= controls.importTroubleMinimum &&
  failed + skipped > controls.importTroublePerImportedUser * imported;

/** Takes rows up to `until`. Line numbers in the log do not count the header. */
const takeRows = (state: CognitoState, pool: UserPool, job: ImportJob, rows: ImportRows, until: number): void => {
  const stream = { group: `/aws/cognito/userpools/${pool.id}/${pool.settings.name}`, stream: `${job.id}/${job.name}` };
  while (rows.next < until && job.status === 'InProgress') {
    const outcome = importRow(state, pool, rows.header, rows.lines[rows.next] ?? '');
    rows.next += 1;
    if (outcome.kind === 'SUCCEEDED') job.imported += 1;
    else if (outcome.kind === 'SKIPPED') job.skipped += 1;
    else job.failed += 1;
    state.logs.write(stream, `[${outcome.kind}] Line Number ${rows.next} - ${outcome.message}`);
    if (hasTooMuchTrouble(state, job)) {
      finish(state, job, 'Failed', 'Too many users have failed or been skipped during the import.');
    }
  }
  if (job.status === 'InProgress' && rows.next >= rows.lines.length) finish(state, job, 'Succeeded');
};

const advance = (state: CognitoState, pool: UserPool, job: ImportJob): void => {
  const { controls, clock } = state;
  const elapsedMs = clock.nowMs() - job.statusSinceMs;
  const polledEnough = job.pollsInStatus >= controls.importPollsPerStatus;
  if (job.status === 'Created' && elapsedMs >= UNSTARTED_LIFETIME_MS) {
    setJobStatus(job, 'Expired', clock.nowMs());
    state.uploads.discard(job.id);
  } else if (job.status === 'Pending' && (elapsedMs >= controls.importPendingMs || polledEnough)) {
    begin(state, pool, job);
  } else if (job.status === 'InProgress' && job.rows !== undefined) {
    const { rows } = job;
    const share = polledEnough ? 1 : Math.min(1, elapsedMs / controls.importInProgressMs);
    const due = Math.floor(share * rows.lines.length);
    if (share === 1 || due > rows.next) takeRows(state, pool, job, rows, due);
  } else if (job.status === 'Stopping') {
    setJobStatus(job, 'Stopped', clock.nowMs());
    job.completedMs = clock.nowMs();
    job.completionMessage = 'The Import Job was stopped by the developer.';
    state.uploads.discard(job.id);
  }
};

/** Brings every job to where it should be by now. Jobs need no timer: nobody can see them between two calls. */
export const advanceImportJobs = (state: CognitoState): void => {
  for (const pool of state.pools.values()) for (const job of pool.importJobs) advance(state, pool, job);
};
